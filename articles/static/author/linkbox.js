/* Ctrl-K: a dialog that searches articles by their titles and takes addresses, an ARIA combobox over a list. What is
   selected becomes the words of the link; an address that is selected becomes one at once. */
"use strict";
if (globalThis.desk?.findArticles && desk.commands) {
    const { make, later } = desk;
    const makeLink = desk.commands.makeLink();
    const ADDRESS = /^(?:https?:\/\/|mailto:|\/|#)\S*$/i;
    const WAIT_MS = 150;
    let box;

    function build() {
        const input = make("input", { id: "link-words", type: "text", autocomplete: "off", spellcheck: false, autofocus: true });
        const list = make("ul", { id: "link-choices", className: "link-choices", role: "listbox", "aria-label": "What to link to" });
        const status = make("p", { className: "meta", role: "status" });
        const known = { role: "combobox", "aria-expanded": "true", "aria-controls": list.id, "aria-autocomplete": "list" };
        for (const [name, value] of Object.entries(known)) input.setAttribute(name, value);
        const label = make("label", { htmlFor: input.id, textContent: "Title of an article, or an address" });
        const close = make("button", { type: "button", className: "button quiet", textContent: "Cancel" });
        const take = make("button", { type: "submit", className: "button primary", textContent: "Insert link" });
        const title = make("h2", { id: "link-title", textContent: "Link" });
        const field = make("div", { className: "field" }, label, input);
        const actions = make("p", { className: "actions" }, take, close);
        const form = make("form", { method: "dialog", className: "bare link-form" }, field, list, status, actions);
        const dialog = make("dialog", { className: "desk-dialog link-dialog", "aria-labelledby": title.id }, title, form);
        box = { dialog, form, input, list, status, choices: [], current: -1 };
        close.addEventListener("click", () => dialog.close());
        form.addEventListener("submit", event => {
            event.preventDefault();
            pick(box.current);
        });
        input.addEventListener("input", later(search, WAIT_MS));
        input.addEventListener("input", () => {
            // What is shown still was found by other words.
            mark(-1);
            showAddress();
        });
        input.addEventListener("keydown", move);
        dialog.addEventListener("close", () => box.view.focus());
        document.body.append(dialog);
    }

    async function search() {
        const words = box.input.value.trim();
        box.asked?.abort();
        box.asked = new AbortController();
        if (ADDRESS.test(words)) return;
        box.status.textContent = "Searching…";
        const { articles = [], more, trouble } = await desk.findArticles(words, box.asked.signal).catch(() => ({}));
        if (words !== box.input.value.trim()) return;
        show(articles.map(article => ({ text: article.title, remark: desk.remarkOn(article), run: () => insert(article) })));
        const found = more ? "There are more: type more of the title." : `${articles.length} found.`;
        box.status.textContent = trouble ?? (articles.length ? found : desk.noneFound(words));
    }

    /* At once, since nobody has to be asked. */
    function showAddress() {
        const address = box.input.value.trim();
        if (!ADDRESS.test(address)) return;
        box.asked?.abort();
        box.status.textContent = "";
        show([{ text: `Link to ${address}`, run: () => insert({ title: "", url: address }) }]);
    }

    function show(choices) {
        const byHand = { text: "Write the address in the text", run: () => makeLink(box.view), isLast: true };
        box.choices = [...choices, byHand];
        box.list.replaceChildren(...box.choices.map(item));
        mark(choices.length ? 0 : -1);
    }

    function item({ text, remark, isLast }, index) {
        const element = make("li", { id: `link-choice-${index}`, role: "option" }, make("span", { textContent: text }));
        if (remark) element.append(make("span", { className: "meta", textContent: remark }));
        if (isLast) element.className = "by-hand";
        element.addEventListener("click", () => pick(index));
        return element;
    }

    function mark(index) {
        box.current = index;
        [...box.list.children].forEach((one, place) => one.setAttribute("aria-selected", place === index));
        const one = box.list.children[index];
        one ? box.input.setAttribute("aria-activedescendant", one.id) : box.input.removeAttribute("aria-activedescendant");
        one?.scrollIntoView({ block: "nearest" });
    }

    function move(event) {
        const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
        if (!step || event.isComposing || !box.choices.length) return;
        event.preventDefault();
        const count = box.choices.length;
        mark(box.current < 0 ? (step > 0 ? 0 : count - 1) : (box.current + step + count) % count);
    }

    function pick(index) {
        const choice = box.choices[index];
        if (!choice) return;
        box.dialog.close();
        choice.run();
    }

    function insert(target) {
        const { from, to } = box.view.state.selection.main;
        const words = box.view.state.sliceDoc(from, to);
        const text = desk.linkTo(target, words);
        // What has no words yet gets them.
        const anchor = words || target.title ? from + text.length : from + 1;
        box.view.dispatch({ changes: { from, to, insert: text }, selection: { anchor }, userEvent: "input", scrollIntoView: true });
    }

    desk.askForLink = view => {
        const { from, to } = view.state.selection.main;
        const words = view.state.sliceDoc(from, to).trim();
        if (ADDRESS.test(words) || words.includes("\n")) return makeLink(view);
        if (document.querySelector("dialog[open]")) return true;
        if (!box) build();
        box.view = view;
        box.input.value = words;
        show([]);
        box.dialog.showModal();
        box.input.select();
        search();
        return true;
    };
}
