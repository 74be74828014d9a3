/* What differs between a text that this browser kept and the one in the editor, in a dialog. */
"use strict";
if (globalThis.desk?.copies && desk.form.dataset.differenceUrl) {
    const { form, make } = desk;
    const AWAY = "The site does not answer, so that the two cannot be compared now. This is the text that was kept:";

    async function compared(copy) {
        const body = new FormData();
        body.set("csrfmiddlewaretoken", form.elements.csrfmiddlewaretoken?.value ?? "");
        for (const [side, text] of Object.entries({ mine: copy.text, theirs: desk.typed() })) {
            for (const [name, value] of JSON.parse(text)) body.set(`${side}-${name}`, value);
        }
        const answer = await fetch(form.dataset.differenceUrl, { method: "POST", body });
        if (!answer.ok || answer.redirected) throw new Error(answer.status);
        return new DOMParser().parseFromString(await answer.text(), "text/html").body.childNodes;
    }

    function whole(copy) {
        const text = new Map(JSON.parse(copy.text)).get("body") ?? "";
        const area = make("textarea", { className: "code-input", readOnly: true, rows: 16, value: text });
        area.setAttribute("aria-label", "The text that was kept");
        return [make("p", { textContent: AWAY }), area];
    }

    desk.showDifference = async (copy, takeBack) => {
        const title = make("h2", { id: "difference-title", textContent: "The text in this browser and the one in the editor" });
        const place = make("div", { className: "kept-difference", tabIndex: 0, role: "region", "aria-labelledby": title.id });
        const take = make("button", { type: "submit", className: "button primary", value: "take", textContent: "Use the browser’s text" });
        const close = make("button", { type: "submit", className: "button", value: "", textContent: "Close" });
        const choice = make("form", { method: "dialog", className: "bare actions" }, take, close);
        const dialog = make("dialog", { className: "desk-dialog wide", "aria-labelledby": title.id }, title, place, choice);
        dialog.addEventListener("close", () => {
            dialog.remove();
            if (dialog.returnValue === "take") takeBack();
        });
        place.append(...(await compared(copy).catch(() => whole(copy))));
        document.body.append(dialog);
        dialog.showModal();
        close.focus();
    };
}
