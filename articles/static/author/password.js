// Puts a button below the passwords of a page that shows them, and counts the characters of new ones.
// Without it the fields work as they are.
"use strict";

function addButton(inputs, after) {
    const button = document.createElement("button");
    button.type = "button";
    button.className = "button";
    button.textContent = inputs.length === 1 ? "Show password" : "Show passwords";
    button.setAttribute("aria-pressed", "false");
    button.addEventListener("click", () => show(inputs, button, inputs[0].type === "password"));
    // No browser shall take what is shown for a word to check or to remember.
    after.form.addEventListener("submit", () => show(inputs, button, false));
    after.after(button);
}

function show(inputs, button, shown) {
    for (const input of inputs) {
        input.type = shown ? "text" : "password";
    }
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

const inputs = [...document.querySelectorAll('input[type="password"]')];
for (const input of inputs) {
    if (input.autocomplete === "new-password") {
        addCount(input);
    }
}
if (inputs.length) {
    addButton(inputs, inputs.at(-1));
}
