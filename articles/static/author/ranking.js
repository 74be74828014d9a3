/* What somebody means by a few letters: all of them in a name, in their order. Nearer together, at the beginnings of
   words, and chosen lately counts for more. */
"use strict";
if (globalThis.shortcuts) {
    const fold = text => text.normalize("NFD").replace(/\p{M}/gu, "").toLowerCase();

    /* 0 if the name does not have the letters. */
    function score(name, letters) {
        const [text, wanted] = [fold(name), fold(letters).replace(/\s+/g, "")];
        const whole = text.indexOf(fold(letters).trim());
        if (whole >= 0) return 1000 - Math.min(whole, 100) + (whole === 0 || /\W/.test(text[whole - 1]) ? 100 : 0);
        let [at, points] = [-1, 1];
        for (const letter of wanted) {
            const next = text.indexOf(letter, at + 1);
            if (next < 0) return 0;
            points += next === at + 1 ? 5 : next === 0 || /\W/.test(text[next - 1]) ? 8 : 0;
            at = next;
        }
        return points;
    }

    /* `items` have a `label`; `recent` are ids, the last one first. */
    shortcuts.rank = (items, letters, recent = []) => {
        const lately = ({ id }) => (recent.includes(id) ? recent.length - recent.indexOf(id) : 0);
        const scored = items.map((item, index) => ({ item, index, points: letters.trim() ? score(item.label, letters) : 1 }));
        const order = (one, other) =>
            other.points - one.points || lately(other.item) - lately(one.item) || one.index - other.index;
        return scored.filter(({ points }) => points).sort(order).map(({ item }) => item);
    };
}
