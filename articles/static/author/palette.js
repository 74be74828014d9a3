/* Ctrl-P on each page of the desk: go to an article by its title, to a page, or do what the page offers. All but the
   articles is read from the page, so that nothing is offered that is not there. Ctrl-P once more prints. */
"use strict";
if (globalThis.shortcuts?.offered) {
    const { make, keyName, add, rank, offered, recent, remember } = shortcuts;
    const find = document.currentScript.dataset.find;
    const [QUIET_MS, SHOWN] = [150, 40];
    const articles = new Map();
    let dialog, input, list, status, shown, current, asked, timer;

    async function look() {
        asked?.abort();
        asked = new AbortController();
        const options = { signal: asked.signal, headers: { Accept: "application/json" } };
        try {
            const answer = await fetch(`${find}?${new URLSearchParams({ q: input.value })}`, options);
            if (!answer.ok || answer.redirected) throw new Error(`The site answered ${answer.status}.`);
            for (const { id, title, state, edit_url: edit, url } of (await answer.json()).articles) {
                articles.set(id, { id, label: title, kind: state, run: () => location.assign(edit || url) });
            }
            show();
        } catch (error) {
            if (error.name !== "AbortError") show("Articles could not be looked up.");
        }
    }

    function show(note = "") {
        if (!dialog.open) return;
        const was = shown?.[current]?.id;
        shown = rank(offered(articles.values()), input.value, recent()).slice(0, SHOWN);
        list.replaceChildren(...shown.map(option));
        const at = shown.findIndex(({ id }) => id === was);
        choose(at >= 0 && current > 0 ? at : 0);
        status.textContent = note || (shown.length ? `${shown.length} found` : "Nothing found");
    }

    function option({ label, kind }, index) {
        const parts = [make("span", { textContent: label }), make("span", { className: "meta", textContent: kind })];
        const item = make("li", { id: `palette-${index}`, role: "option" }, ...parts);
        // The field keeps the focus.
        item.addEventListener("mousedown", event => event.preventDefault());
        item.addEventListener("click", () => run(index));
        return item;
    }

    function choose(index) {
        current = shown.length ? (index + shown.length) % shown.length : -1;
        [...list.children].forEach((item, number) => item.setAttribute("aria-selected", number === current));
        const item = list.children[current];
        item ? input.setAttribute("aria-activedescendant", item.id) : input.removeAttribute("aria-activedescendant");
        item?.scrollIntoView({ block: "nearest" });
    }

    function run(index) {
        const item = shown[index];
        if (!item) return;
        remember(item.id);
        // What had the focus before has it again, and acts.
        dialog.close();
        item.run();
    }

    const KEYS = {
        ArrowDown: () => choose(current + 1),
        ArrowUp: () => choose(current - 1),
        Enter: () => run(current),
    };

    function obey(event) {
        const act = !event.isComposing && !event.ctrlKey && !event.metaKey && !event.altKey && KEYS[event.key];
        if (!act) return;
        event.preventDefault();
        act();
    }

    function build() {
        list = make("ul", { id: "palette-list", role: "listbox", "aria-label": "Articles, pages and actions" });
        const combobox = { role: "combobox", "aria-expanded": "true", "aria-controls": "palette-list", "aria-autocomplete": "list" };
        input = make("input", { type: "text", autocomplete: "off", spellcheck: false, autofocus: true, "aria-label": "Go to an article or a page, or do", placeholder: "An article, a page, an action", ...combobox });
        status = make("p", { className: "meta", role: "status" });
        dialog = make("dialog", { className: "desk-dialog palette", "aria-label": "Command palette" }, input, list, status);
        input.addEventListener("keydown", obey);
        input.addEventListener("input", () => {
            current = 0;
            show();
            clearTimeout(timer);
            timer = setTimeout(look, QUIET_MS);
        });
        dialog.addEventListener("click", event => event.target === dialog && dialog.close());
        document.body.append(dialog);
    }

    function open() {
        if (dialog?.open) {
            // Closed at once, so that the page is printed and not the palette.
            dialog.close();
            return false;
        }
        if (document.querySelector("dialog[open]")) return false;
        if (!dialog) build();
        input.value = "";
        current = 0;
        dialog.showModal();
        show();
        look();
        return true;
    }

    add("Everywhere", [
        { keys: ["Mod-p"], name: "Go to an article or a page, or do what this page offers", run: open },
        { keys: [`${keyName("Mod-p")} twice`], name: "Print" },
    ]);

    // The same without keys.
    for (const [name, act] of Object.entries({ palette: open, help: () => shortcuts.showHelp?.() })) {
        const button = document.querySelector(`[data-keys="${name}"]`);
        if (!button) continue;
        button.hidden = false;
        button.addEventListener("click", () => {
            button.closest("details").open = false;
            act();
        });
    }
}
