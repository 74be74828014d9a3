// Puts a button below each password field that shows what is typed, and counts its characters where a new one is chosen.
// Without it the fields work as they are.
"use strict";

function addButton(input) {
    const button = document.createElement("button");
    button.type = "button";
    button.className = "button quiet";
    button.textContent = "Show";
    button.setAttribute("aria-pressed", "false");
    button.setAttribute("aria-controls", input.id);
    button.setAttribute("aria-label", `Show: ${input.labels[0].textContent}`);
    button.addEventListener("click", () => show(input, button, input.type === "password"));
    // No browser shall take what is shown for a word to check or to remember.
    input.form.addEventListener("submit", () => show(input, button, false));
    input.after(button);
}

function show(input, button, shown) {
    input.type = shown ? "text" : "password";
    button.setAttribute("aria-pressed", String(shown));
}

function addCount(input) {
    const count = document.createElement("p");
    count.className = "hint";
    count.setAttribute("aria-hidden", "true");
    const update = () => {
        const length = [...input.value].length;
        count.textContent = length ? `${length} ${length === 1 ? "character" : "characters"}` : "";
    };
    input.addEventListener("input", update);
    input.after(count);
    update();
}

for (const input of document.querySelectorAll('input[type="password"]')) {
    if (input.autocomplete === "new-password") {
        addCount(input);
    }
    addButton(input);
}
