/* Lets the merged text follow the choices at once, as the server would put it together. What was changed in it by hand
   stays as it is, until its author asks for it anew. Asks before the page is left, since nothing of it is saved. */
"use strict";
{
    const form = document.getElementById("conflict");
    const LETTERS = { m: "mine", t: "theirs", b: "both" };
    const EDITED = "You changed the merged text by hand, so it does not follow your choices any more. It is saved as it stands here.";

    /* Resolves when the page is left for the editor, which offers the copy that it keeps of this page's text. */
    async function offerLater(form, later, isEdited) {
        const page = form.elements.tab?.value.split(".")[0];
        const kept = (await globalThis.copies?.all().catch(() => [])) ?? [];
        later.hidden = !kept.some(copy => copy.page === page);
        return new Promise(resolve => later.addEventListener("click", () => isEdited() || resolve()));
    }

    /* Blocks of two texts, with a blank line between those that have none. */
    function join(pieces) {
        let text = "";
        let last = "";
        for (const piece of pieces.filter(Boolean)) {
            if (last.trim() && !/\n[ \t]*\n$/.test(last.slice(-200))) text += last.endsWith("\n") ? "\n" : "\n\n";
            text += piece;
            last = piece;
        }
        return text;
    }

    if (form) {
        const { merged: box, chosen } = form.elements;
        const show = form.querySelector("[data-show]");
        const hint = form.querySelector("[data-show-hint]");
        const notice = form.querySelector("[data-edited]");
        const parts = [...form.querySelectorAll("[data-place], [data-text=same]")];
        const places = parts.filter(part => "place" in part.dataset);
        const answers = () => places.map(place => place.querySelector(":checked")?.value ?? "mine");
        const textOf = element => (element ? element.textContent + element.dataset.end : "");
        const textIn = (place, side) => textOf(place.querySelector(`[data-text=${side}]`));
        let isLeaving = false;

        function merge(choices) {
            const left = [...choices];
            let choice = left[0] ?? "mine";
            return join(parts.flatMap(part => {
                if (!("place" in part.dataset)) return (choice === "theirs" && part.dataset.theirs) || textOf(part);
                choice = left.shift();
                return choice === "both" ? [textIn(part, "mine"), textIn(part, "theirs")] : textIn(part, choice);
            }));
        }

        let made = merge([...chosen.value].map(letter => LETTERS[letter]));
        const isEdited = () => box.value !== made;

        function tell() {
            show.hidden = hint.hidden = notice.hidden = !isEdited();
            notice.textContent = isEdited() ? EDITED : "";
        }

        function follow() {
            const wasEdited = isEdited();
            const choices = answers();
            chosen.value = choices.map(choice => choice[0]).join("");
            if (!wasEdited) box.value = made = merge(choices);
            tell();
        }

        form.addEventListener("change", ({ target }) => target.type === "radio" && follow());
        box.addEventListener("input", tell);
        form.addEventListener("submit", ({ submitter }) => (isLeaving = !submitter?.hasAttribute("formaction")));
        addEventListener("pageshow", () => (isLeaving = false));
        addEventListener("beforeunload", event => {
            if (isLeaving) return;
            event.preventDefault();
            // Older Safari and Chrome ask only for a value.
            event.returnValue = "unsaved";
        });
        // A browser that comes back to the page may have kept what was chosen and typed.
        if (answers().some((answer, place) => answer !== LETTERS[chosen.value[place]])) follow();
        tell();
        // Whoever comes back here, or reloads it, gets the editor: a browser cannot show this page again.
        const later = document.querySelector("[data-later]");
        history.replaceState(history.state, "", later.querySelector("a").href);
        offerLater(form, later, isEdited).then(() => (isLeaving = true));
    }
}
