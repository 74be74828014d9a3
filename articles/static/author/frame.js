/* The reader's page in the preview's frame. It is loaded once; then only the blocks that differ are exchanged, so that
   nothing flickers, pictures stay, and a diagram is drawn anew only when its source has changed. */
"use strict";
if (globalThis.desk) {
    const KEPT = [".article-head", ".contents", ".article-foot"];
    // What the server sent for an element, before scripts of the page changed it.
    const sent = new WeakMap();
    const parse = html => new DOMParser().parseFromString(html, "text/html");
    const prose = page => page.querySelector("main .prose");

    function remember(live, fresh) {
        [...fresh.children].forEach((child, index) => live.children[index] && sent.set(live.children[index], child.outerHTML));
    }

    /* Keeps each block that is there as it was sent, in its order, and never moves one: a frame that moves loads again. */
    function exchangeBlocks(live, fresh) {
        const old = [...live.children];
        const wanted = [...fresh.children].map(block => ({ block, html: block.outerHTML }));
        const keptOld = matching(old.map(block => sent.get(block)), wanted.map(({ html }) => html));
        let next = 0;
        let anchor = live.firstElementChild;
        wanted.forEach(({ block, html }, index) => {
            const kept = old[keptOld[index]];
            if (kept) {
                for (; next < keptOld[index]; next += 1) old[next].remove();
                next += 1;
                anchor = kept.nextElementSibling;
                return;
            }
            const made = live.ownerDocument.importNode(block, true);
            sent.set(made, html);
            live.insertBefore(made, anchor && anchor.isConnected ? anchor : (old[next] ?? null));
        });
        for (; next < old.length; next += 1) old[next].remove();
    }

    /* For each wanted block the index of the old one that is the same: equal ends first, then in order between them. */
    function matching(old, wanted) {
        const found = new Array(wanted.length).fill(-1);
        let start = 0;
        let [oldEnd, end] = [old.length, wanted.length];
        for (; start < end && start < oldEnd && old[start] === wanted[start]; start += 1) found[start] = start;
        while (end > start && oldEnd > start && old[oldEnd - 1] === wanted[end - 1]) found[--end] = --oldEnd;
        let from = start;
        for (let index = start; index < end; index += 1) {
            const at = old.indexOf(wanted[index], from);
            if (at < 0 || at >= oldEnd) continue;
            found[index] = at;
            from = at + 1;
        }
        return found;
    }

    function exchangeParts(live, fresh) {
        const changed = KEPT.filter(name => {
            const [had, has] = [live, fresh].map(page => page.querySelector(`main ${name}`));
            if (!had || !has) return had !== has;
            if (sent.get(had) === has.outerHTML) return false;
            const made = live.importNode(has, true);
            if (had.open) made.open = true;
            sent.set(made, has.outerHTML);
            had.replaceWith(made);
            return false;
        });
        return changed.length === 0;
    }

    function rememberPage(live, fresh) {
        remember(prose(live), prose(fresh));
        for (const name of KEPT) {
            const [had, has] = [live, fresh].map(page => page.querySelector(`main ${name}`));
            if (had && has) sent.set(had, has.outerHTML);
        }
    }

    /* Loads a page whole; the promise is kept once its script has run. */
    function load(frame, html) {
        return new Promise(resolve => {
            frame.addEventListener("load", () => resolve(frame.contentDocument), { once: true });
            frame.srcdoc = html;
        });
    }

    /* Links would lead the frame away: those within the page scroll, others open a page of their own. */
    function holdLinks(page) {
        page.addEventListener("click", event => {
            const link = event.target.closest?.("a[href]");
            if (!link) return;
            event.preventDefault();
            const hash = link.getAttribute("href").match(/^#(.*)/)?.[1];
            if (hash !== undefined) page.getElementById(decodeURIComponent(hash))?.scrollIntoView();
            else open(link.href, "_blank", "noopener");
        });
    }

    /* Shows `html` in the frame. Whether it had to be loaded whole is the promise's value. */
    desk.showPage = async (frame, html) => {
        const fresh = parse(html);
        const live = frame.contentDocument;
        if (live && prose(live) && prose(fresh) && frame.srcdoc && exchangeParts(live, fresh)) {
            exchangeBlocks(prose(live), prose(fresh));
            live.title = fresh.title;
            live.dispatchEvent(new Event("contentchange"));
            return false;
        }
        const at = frame.contentWindow.scrollY;
        const page = await load(frame, html);
        if (prose(page) && prose(fresh)) rememberPage(page, fresh);
        holdLinks(page);
        page.addEventListener("keydown", shortcuts.obey);
        if (desk.obeyKeys) page.addEventListener("keydown", desk.obeyKeys);
        frame.contentWindow.scrollTo(0, at);
        return true;
    };
}
