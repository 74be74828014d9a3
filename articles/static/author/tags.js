/* Completes the tag at the cursor from those that the site knows: an ARIA combobox with a list. */
"use strict";
if (globalThis.desk?.form.elements.tags && desk.form.dataset.tagsUrl) {
    const { form, make, later } = desk;
    const input = form.elements.tags;
    const list = make("ul", { className: "choices", id: "tag-choices", role: "listbox", hidden: true });
    let choices = [];
    let current = -1;
    let asked;

    /* The part between commas that the cursor is in. */
    function part() {
        const before = input.value.slice(0, input.selectionStart);
        const from = before.lastIndexOf(",") + 1;
        const comma = input.value.indexOf(",", from);
        const to = comma < 0 ? input.value.length : comma;
        return { from, to, text: input.value.slice(from, to).trim() };
    }

    async function ask() {
        const { text } = part();
        if (!text || document.activeElement !== input) return close();
        asked?.abort();
        asked = new AbortController();
        try {
            const address = `${form.dataset.tagsUrl}?${new URLSearchParams({ q: text })}`;
            const answer = await fetch(address, { signal: asked.signal, headers: { Accept: "application/json" } });
            if (answer.ok && !answer.redirected) show(await answer.json());
        } catch {
            close();
        }
    }

    function show(answer) {
        const has = input.value.split(",").map(label => label.trim().toLowerCase());
        const labels = (answer.tags ?? []).map(tag => tag.label ?? tag);
        choices = labels.filter(label => !has.includes(label.toLowerCase())).slice(0, 8);
        list.replaceChildren(...choices.map(choice));
        current = -1;
        mark();
        setOpen(choices.length > 0);
    }

    function choice(label, index) {
        const item = make("li", { id: `tag-choice-${index}`, role: "option", textContent: label });
        item.addEventListener("mousedown", event => {
            event.preventDefault();
            take(index);
        });
        return item;
    }

    function setOpen(isOpen) {
        list.hidden = !isOpen;
        input.setAttribute("aria-expanded", isOpen);
        if (!isOpen) input.removeAttribute("aria-activedescendant");
    }

    function close() {
        asked?.abort();
        setOpen(false);
    }

    function mark() {
        [...list.children].forEach((item, index) => item.setAttribute("aria-selected", index === current));
        const item = list.children[current];
        item ? input.setAttribute("aria-activedescendant", item.id) : input.removeAttribute("aria-activedescendant");
        item?.scrollIntoView({ block: "nearest" });
    }

    function take(index) {
        const { from, to } = part();
        const before = input.value.slice(0, from) + (from ? " " : "") + choices[index];
        const after = input.value.slice(to);
        input.value = before + (after || ", ");
        input.setSelectionRange(before.length + 2, before.length + 2);
        close();
        input.dispatchEvent(new Event("change", { bubbles: true }));
        form.dispatchEvent(new Event("input"));
    }

    const KEYS = {
        ArrowDown: () => (current = (current + 1) % choices.length),
        ArrowUp: () => (current = (current <= 0 ? choices.length : current) - 1),
        Enter: () => current >= 0 && take(current),
        Escape: close,
    };

    input.addEventListener("keydown", event => {
        const act = !list.hidden && !event.isComposing && KEYS[event.key];
        if (!act || (event.key === "Enter" && current < 0)) return;
        event.preventDefault();
        act();
        if (!list.hidden) mark();
    });
    input.addEventListener("input", later(ask, 120));
    input.addEventListener("blur", close);
    for (const [name, value] of Object.entries({ role: "combobox", autocomplete: "off", "aria-autocomplete": "list" })) {
        input.setAttribute(name, value);
    }
    input.setAttribute("aria-controls", list.id);
    list.setAttribute("aria-label", "Suggestions");
    input.parentElement.insertBefore(list, input.nextSibling);
    input.parentElement.classList.add("has-choices");
    setOpen(false);
}
