/* What pages do beyond being read, each in a function of its own: the theme that the reader chose, a button that copies
   code, the contents list that follows the scroll, and the start of the diagrams. Every page works without it.

   One file, because a page with its fonts may cost six requests. It is in the head without `defer`, so that the theme
   is known before anything is painted; the rest waits for the document. */
"use strict";
{
    const SESSION = /language-(?:console|(?:shell|sh|bash)-session|terminal|pycon|python-console|doctest)\b/;
    const root = document.documentElement;
    const files = document.currentScript.dataset;
    const systemIsDark = matchMedia("(prefers-color-scheme: dark)");
    const systemTheme = () => (systemIsDark.matches ? "dark" : "light");
    const shownTheme = () => root.dataset.theme ?? systemTheme();
    const started = new WeakSet();
    let following = new AbortController();
    let followed = null;
    let status;

    // Storage may be forbidden; a choice then holds for this page.
    function rememberedTheme() {
        try {
            return ["light", "dark"].find(theme => theme === localStorage.getItem("theme"));
        } catch {
            return root.dataset.theme;
        }
    }

    function rememberTheme(theme) {
        try {
            theme ? localStorage.setItem("theme", theme) : localStorage.removeItem("theme");
        } catch {}
    }

    function applyTheme(chosen) {
        chosen ? (root.dataset.theme = chosen) : delete root.dataset.theme;
        announceTheme();
    }

    function announceTheme() {
        document.querySelector(".theme-switch")?.setAttribute("aria-pressed", shownTheme() === "dark");
        document.dispatchEvent(new Event("themechange"));
    }

    function switchTheme() {
        const wanted = shownTheme() === "dark" ? "light" : "dark";
        const chosen = wanted === systemTheme() ? undefined : wanted;
        rememberTheme(chosen);
        applyTheme(chosen);
    }

    function addCopyButtons() {
        const figures = [...document.querySelectorAll("figure.code")].filter(figure => !figure.querySelector(".copy"));
        if (!figures.length) return;
        status ??= addStatus();
        for (const figure of figures) figure.append(copyButton(figure.querySelector("code"), status));
    }

    function addStatus() {
        const status = Object.assign(document.createElement("p"), { className: "visually-hidden" });
        status.setAttribute("role", "status");
        document.body.append(status);
        return status;
    }

    function copyButton(code, status) {
        const button = Object.assign(document.createElement("button"), { type: "button", className: "copy" });
        const show = (label, said) => ([button.textContent, status.textContent] = [label, said]);
        let timer;
        show("Copy", "");
        button.addEventListener("click", async () => {
            try {
                await navigator.clipboard.writeText(textToCopy(code));
                show("Copied", "Copied");
            } catch {
                getSelection().selectAllChildren(code);
                const keys = /Mac|iP/.test(navigator.platform) ? "⌘C" : "Ctrl+C";
                show(`Press ${keys}`, `Copying is not allowed here. The code is selected: press ${keys}.`);
            }
            clearTimeout(timer);
            timer = setTimeout(show, 3000, "Copy", "");
        });
        return button;
    }

    // Of a session at a prompt, what was typed is wanted, and not what came back.
    function textToCopy(code) {
        const text = code.textContent.replace(/\n$/, "");
        const [, prompt] = (SESSION.test(code.className) && text.match(/^(\$|#|%|>>>) /m)) || [];
        if (!prompt) return text;
        const more = prompt === ">>>" ? "..." : ">";
        const typed = [];
        let signs = [prompt];
        for (const line of text.split("\n")) {
            const sign = signs.find(sign => line === sign || line.startsWith(`${sign} `));
            if (sign) typed.push(line.slice(sign.length + 1));
            signs = sign ? [prompt, more] : [prompt];
        }
        return typed.join("\n");
    }

    function followContents() {
        const contents = document.querySelector("details.contents");
        if (contents === followed) return;
        following.abort();
        following = new AbortController();
        followed = contents;
        if (!contents) return;
        const { signal } = following;
        const wide = matchMedia("(min-width: 68rem)");
        const headingOf = link => document.getElementById(decodeURIComponent(link.hash.slice(1)));
        const links = [...contents.querySelectorAll("a")].filter(headingOf);
        const headings = links.map(headingOf);
        let current, jump;

        const mark = () => {
            if (jump?.y !== scrollY) jump = undefined;
            const link = links[headings.indexOf(jump?.target ?? headings.findLast(isAboveReadingLine))];
            if (link === current) return;
            current?.removeAttribute("aria-current");
            link?.setAttribute("aria-current", "true");
            current = link;
            if (link) keepInView(link);
        };
        // Near the end a jump cannot bring its heading to the top; it is read all the same, until the page is moved.
        const noteJump = () =>
            requestAnimationFrame(() => {
                const target = document.querySelector(":target");
                jump = headings.includes(target) && isInWindow(target) ? { target, y: scrollY } : undefined;
                mark();
            });
        const fitWindow = () => {
            contents.open = wide.matches;
            mark();
        };

        contents.addEventListener("click", ({ target }) => {
            if (!target.closest("a")) return;
            if (!wide.matches) contents.open = false;
            noteJump();
        });
        for (const event of ["hashchange", "load"]) addEventListener(event, noteJump, { signal });
        for (const event of ["scroll", "resize"]) addEventListener(event, mark, { passive: true, signal });
        wide.addEventListener("change", fitWindow, { signal });
        fitWindow();
    }

    // The line is in the upper part of the window, and sinks to its foot with the end of the page.
    function isAboveReadingLine(heading) {
        const most = root.scrollHeight - innerHeight;
        const last = Math.min(most, innerHeight);
        const end = last > 0 ? Math.max(0, 1 - (most - scrollY) / last) : 0;
        return heading.getBoundingClientRect().top <= innerHeight * (0.25 + 0.75 * end) + 1;
    }

    // Scrolls the list alone: scrollIntoView would move the page as well.
    function keepInView(link) {
        for (let box = link.parentElement; box !== document.body; box = box.parentElement) {
            const [inner, outer] = [link, box].map(element => element.getBoundingClientRect());
            if (inner.top < outer.top) box.scrollTop -= outer.top - inner.top;
            else if (inner.bottom > outer.bottom) box.scrollTop += inner.bottom - outer.bottom;
        }
    }

    function isInWindow(element) {
        const { top } = element.getBoundingClientRect();
        return top >= -1 && top < innerHeight;
    }

    function startDiagrams() {
        const figures = [...document.querySelectorAll("figure.diagram")];
        const met = figures.filter(figure => !started.has(figure));
        if (!met.length) return;
        const watcher = new IntersectionObserver(
            entries => {
                for (const { target } of entries.filter(entry => entry.isIntersecting)) {
                    watcher.unobserve(target);
                    const number = figures.indexOf(target) + 1;
                    import(files.diagrams).then(module => module.drawDiagram(target, number, files)).catch(() => {});
                }
            },
            { rootMargin: "1000px" },
        );
        for (const figure of met) {
            started.add(figure);
            watcher.observe(figure);
        }
    }

    /* Once for each part that is there, however often it is called. */
    function enhance() {
        addCopyButtons();
        followContents();
        startDiagrams();
    }

    root.classList.add("js");
    applyTheme(rememberedTheme());
    systemIsDark.addEventListener("change", announceTheme);
    addEventListener("storage", () => applyTheme(rememberedTheme()));
    // A page that the back button brings to life again has missed what was chosen meanwhile.
    addEventListener("pageshow", event => event.persisted && applyTheme(rememberedTheme()));
    document.addEventListener("DOMContentLoaded", () => {
        announceTheme();
        document.querySelector(".theme-switch")?.addEventListener("click", switchTheme);
        enhance();
    });
    // The editor's preview exchanges what is in the page, and says so.
    document.addEventListener("contentchange", enhance);
}
