/* Beside each field what is wrong with it, as the server would show it. What a save by hand found stays until the next
   one; what saving by itself found goes as soon as it is right. */
"use strict";
if (globalThis.desk) {
    const { form, make } = desk;
    const seenOf = control => (control === desk.body && desk.view ? desk.view.contentDOM : control);

    function clear(list) {
        const field = list.closest(".field, [data-body]") ?? list.parentElement;
        list.remove();
        if (field.querySelector(".errorlist")) return;
        field.classList.remove("has-errors");
        for (const control of field.querySelectorAll("[aria-invalid]")) control.removeAttribute("aria-invalid");
    }

    function show(control, messages, by) {
        const list = make("ul", { className: "errorlist", id: `id_${control.name}_error` });
        list.dataset.by = by;
        list.append(...messages.map(message => make("li", { textContent: message })));
        const field = control.closest(".field, [data-body]") ?? control.parentElement;
        field.classList.add("has-errors");
        field.append(list);
        const seen = seenOf(control);
        seen.setAttribute("aria-invalid", "true");
        const told = new Set(`${seen.getAttribute("aria-describedby") ?? ""} ${list.id}`.trim().split(/\s+/));
        seen.setAttribute("aria-describedby", [...told].join(" "));
    }

    /* `by` is the action that found them. */
    desk.showErrors = (errors, by) => {
        const old = by === "save" ? ".errorlist" : `.errorlist[data-by="${by}"]`;
        form.querySelectorAll(old).forEach(clear);
        for (const [name, messages] of Object.entries(errors)) {
            const control = form.elements[name];
            if (!control?.closest || document.getElementById(`id_${name}_error`)) continue;
            show(control, messages, by);
        }
    };

    /* What the fields of these names are called. */
    desk.labelsOf = names => names.map(name => form.elements[name]?.labels?.[0]?.textContent ?? (name === "body" ? "Text" : name));
}
