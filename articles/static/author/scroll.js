/* Keeps text and preview at the same place: headings and code of one are held against those of the other, and between
   two of them both move in proportion. The side that is touched leads. */
"use strict";
if (globalThis.desk?.preview && desk.view) {
    const { view, preview } = desk;
    const { ensureSyntaxTree } = CodeMirror;
    const HEADING = /^(?:ATX|Setext)Heading\d$/;
    const PATIENCE_MS = 20;
    const { frame, place } = preview;
    const scroller = view.scrollDOM;
    const most = element => element.scrollHeight - element.clientHeight;
    let leader = "text";
    let waits = false;
    let left;

    /* [kind, top] of all that both sides show. */
    function marksOfText() {
        const tree = ensureSyntaxTree(view.state, view.state.doc.length, PATIENCE_MS);
        const found = [];
        tree?.iterate({
            enter({ name, from }) {
                if (HEADING.test(name)) found.push(["h", from]);
                else if (name === "FencedCode") found.push(["f", from]);
            },
        });
        return found.map(([kind, from]) => [kind, view.lineBlockAt(from).top + view.documentPadding.top]);
    }

    function marksOfPage(page) {
        const found = page.querySelectorAll(".prose :is(h1, h2, h3, h4, h5, h6, figure.code, figure.diagram, div.math)");
        const { scrollY } = frame.contentWindow;
        return [...found].map(element => [
            /^H\d$/.test(element.tagName) ? "h" : "f",
            element.getBoundingClientRect().top + scrollY,
        ]);
    }

    /* Where a side is, and what it shows; undefined while it is not seen. */
    function read(side) {
        const page = frame.contentDocument;
        if (side === "text") {
            if (!scroller.clientHeight) return undefined;
            return { side, marks: marksOfText(), position: scroller.scrollTop, end: most(scroller) };
        }
        if (place.offsetParent === null || !page?.querySelector(".prose")) return undefined;
        const { scrollY: position } = frame.contentWindow;
        return { side, marks: marksOfPage(page), position, end: most(page.scrollingElement) };
    }

    /* Pairs of tops, rising; the ends of both belong together too. */
    function pairs(from, to) {
        let both = [from.marks, to.marks];
        const kinds = both.map(marks => marks.map(([kind]) => kind).join(""));
        if (kinds[0] !== kinds[1]) both = both.map(marks => marks.filter(([kind]) => kind === "h"));
        const [first, second] = both;
        const inner = first.length === second.length ? first.map(([, top], index) => [top, second[index][1]]) : [];
        const ends = [from.end, to.end];
        const within = inner.filter(tops => tops.every((top, index) => top > 0 && top < ends[index]));
        return [[0, 0], ...within, ends];
    }

    function across(found, position) {
        const next = found.findIndex(([top]) => top > position);
        const [before, after] = next < 1 ? found.slice(-2) : [found[next - 1], found[next]];
        const length = after[0] - before[0];
        const part = length > 0 ? Math.min(1, (position - before[0]) / length) : 0;
        return before[1] + part * (after[1] - before[1]);
    }

    function follow(from = read(leader) ?? left) {
        waits = false;
        const to = from && read(from.side === "text" ? "page" : "text");
        if (!to) return;
        const top = across(pairs(from, to), from.position);
        to.side === "text" ? (scroller.scrollTop = top) : frame.contentWindow.scrollTo(0, top);
    }

    /* Heights of lines that were never seen are guessed, so that the place is looked for again from near it. */
    function followTwice(at) {
        follow(at);
        requestAnimationFrame(() => follow(at));
    }

    function followSoon(side) {
        if (side !== leader || waits) return;
        waits = true;
        requestAnimationFrame(() => followTwice());
    }

    function lead(target, side) {
        for (const event of ["wheel", "touchstart", "pointerdown", "keydown", "focusin"]) {
            target.addEventListener(event, () => (leader = side), { passive: true, capture: true });
        }
    }

    lead(view.dom, "text");
    scroller.addEventListener("scroll", () => followSoon("text"), { passive: true });
    let followed;
    place.addEventListener("previewshown", () => {
        if (followed !== frame.contentDocument) {
            followed = frame.contentDocument;
            lead(followed, "page");
            followed.addEventListener("scroll", () => followSoon("page"), { passive: true });
        }
        if (leader === "text") followSoon("text");
    });

    // On a phone one takes the other's place: it comes up where the other was left.
    desk.place = () => read("text") ?? read("page");
    desk.goTo = at => {
        left = at;
        leader = at?.side ?? leader;
        if (at) requestAnimationFrame(() => followTwice(at));
    };
}
