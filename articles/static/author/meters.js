/* How long the text and the description are, while they are written. */
"use strict";
if (globalThis.desk?.countWords) {
    const { form, body, hook, later } = desk;
    const numbers = new Intl.NumberFormat("en");

    function showCount() {
        const words = desk.countWords(body.value);
        const minutes = desk.readingMinutes(words);
        const told = `${numbers.format(words)} ${words === 1 ? "word" : "words"}`;
        hook("count").textContent = words ? `${told}, ${numbers.format(minutes)} min to read` : "No words yet";
    }

    function showLength(meter, text) {
        const most = Number(meter.dataset.length);
        const length = [...text.trim()].length;
        meter.textContent = length > most ? `${length} of ${most}: ${length - most} too many` : `${length} of ${most}`;
        meter.classList.toggle("too-long", length > most);
    }

    if (hook("count")) {
        const count = later(showCount, 150);
        body.addEventListener("input", count);
        showCount();
    }
    for (const meter of form.querySelectorAll("[data-length]")) {
        const field = form.elements.description;
        const show = () => showLength(meter, field.value);
        field.addEventListener("input", show);
        show();
    }
}
