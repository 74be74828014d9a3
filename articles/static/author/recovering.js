/* Offers back what this browser kept and the site does not have: after a crash, a lost network, an ended session. Nothing
   is put in place of what stands here, and nothing is thrown away, without a click. */
"use strict";
if (globalThis.desk?.copies && desk.showDifference) {
    const { form, make, copies } = desk;
    const waiting = [];
    let shown;

    /* Pages that keep a text of this article, and those of new articles that nobody may know where to find. */
    function isOurs({ page, username, id, isNew }) {
        const { articleId, username: own } = form.dataset;
        return page !== desk.page && username === own && (articleId ? id === articleId : isNew);
    }

    // The site ends a body with one line break, and takes blanks from the end of a line.
    const fieldsOf = text => new Map(JSON.parse(text).map(([name, value]) => [name, value.trimEnd()]));

    function isShown(copy) {
        const [kept, here] = [fieldsOf(copy.text), fieldsOf(desk.typed())];
        return [...kept].every(([name, value]) => !here.has(name) || here.get(name) === value);
    }

    /* Whether the site heard more of the page than the copy knows of: then its text went on from this one. */
    function isBehind({ page, sent }) {
        const [heard, n] = (form.dataset.heard ?? "").split(".");
        return page === heard && sent < Number(n);
    }

    async function consider(page) {
        const copy = (await copies.all()).find(other => other.page === page);
        if (!copy || !isOurs(copy)) return;
        if (isShown(copy) || isBehind(copy)) return copies.remove(page);
        waiting.push(copy);
        if (!shown) showNext();
    }

    function button(text, act, look = "button") {
        const made = make("button", { type: "button", className: look, textContent: text });
        made.addEventListener("click", act);
        return made;
    }

    function showNext() {
        shown?.remove();
        const copy = waiting.shift();
        shown = copy && notice(copy);
        if (shown) form.querySelector(".editor-parts").before(shown);
    }

    const wordsOf = fields => (fields.get("body") ?? "").split(/\s+/).filter(Boolean).length;

    function sizeOf({ text }) {
        const more = wordsOf(fieldsOf(text)) - wordsOf(fieldsOf(desk.typed()));
        return more ? `, ${Math.abs(more)} word${Math.abs(more) === 1 ? "" : "s"} ${more > 0 ? "longer" : "shorter"} than what stands here` : "";
    }

    function notice(copy) {
        const of = copy.isNew && copy.title ? ` of “${copy.title}”` : "";
        const told = [`This browser kept a text${of} from ${desk.clockTime(copy.at)} that the site does not have${sizeOf(copy)}.`];
        if (!copy.isNew && copy.version !== form.elements.version.value) {
            told.push("Something was saved since then: should the two not fit together, you are shown both.");
        }
        const actions = make("div", { className: "actions" });
        actions.append(
            button("Use the browser’s text", () => takeBack(copy), "button primary"),
            button("Look at the difference", () => desk.showDifference(copy, () => takeBack(copy))),
            button("Throw it away", () => throwAway(copy)),
        );
        const text = make("p", { role: "status", textContent: told.join(" ") });
        return make("section", { className: "notice warning recover", "aria-label": "A text kept in this browser" }, text, actions);
    }

    function put(name, value) {
        const control = form.elements[name];
        if (!control || control.disabled || control.value === value) return;
        if (control === desk.body && desk.view) {
            const { doc } = desk.view.state;
            return desk.view.dispatch({ changes: { from: 0, to: doc.length, insert: value } });
        }
        control.value = value;
        control.dispatchEvent(new Event("input", { bubbles: true }));
    }

    /* The page becomes the one that the copy is of. So the site knows what it heard of that page before, and says so if
       others have saved since. What was typed here so far stays kept under this page's own name. */
    function takeBack(copy) {
        const { version, token } = form.elements;
        desk.leavePresence?.();
        // Some numbers may have been sent that the copy does not know of.
        [desk.page, desk.sent] = [copy.page, copy.sent + 100];
        copies.hold();
        copies.adopt();
        version.value = copy.version;
        if (!form.dataset.articleId) token.value = copy.token;
        for (const [name, value] of JSON.parse(copy.text)) put(name, value);
        form.dispatchEvent(new Event("input"));
        showNext();
        (desk.view ?? desk.body).focus();
    }

    async function throwAway(copy) {
        await copies.remove(copy.page);
        const undo = button("Undo", async () => {
            await copies.put(copy);
            waiting.unshift(copy);
            showNext();
        });
        const text = make("p", { role: "status", textContent: "The text was thrown away. " });
        shown.replaceChildren(text, make("div", { className: "actions" }, undo, button("Done", showNext)));
        undo.focus();
    }

    async function start() {
        const saved = location.hash.match(/^#saved=([\w-]+)$/)?.[1];
        if (saved) {
            history.replaceState(history.state, "", location.pathname + location.search);
            await copies.remove(saved);
        }
        const kept = (await copies.all()).filter(isOurs).sort((one, other) => other.at - one.at);
        for (const { page } of kept) copies.whenLeft(page).then(() => consider(page));
    }

    start().catch(() => {});
}
