/* The address of a new link: a button that copies it, and a field that is chosen whole when it is entered. */
"use strict";
{
    const field = document.querySelector("[data-share-address]");
    const status = document.querySelector("[data-share-status]");

    async function copy() {
        try {
            await navigator.clipboard.writeText(field.value);
            status.textContent = "Copied.";
        } catch {
            field.select();
            status.textContent = "Copying is not allowed here. The address is selected: press Ctrl+C or ⌘C.";
        }
    }

    if (field) {
        const button = Object.assign(document.createElement("button"), {
            type: "button",
            className: "button copy-address",
            textContent: "Copy the address",
        });
        button.addEventListener("click", copy);
        field.addEventListener("focus", () => field.select());
        field.after(button);
    }
}
