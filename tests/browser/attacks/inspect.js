// Looks through each frame of a page for what may not be there, then touches everything in it.
// Returns the findings by address. `rules` is what is allowed.
async rules => {
    const HTML = "http://www.w3.org/1999/xhtml", MATHML = "http://www.w3.org/1998/Math/MathML";
    const FORBIDDEN = ["applet", "base", "embed", "frame", "frameset", "iframe", "object", "portal", "style", "template"];
    const pause = () => new Promise(done => setTimeout(done, rules.pause));

    const checkElement = (element, note) => {
        const name = element.localName, names = { [HTML]: rules.html, [MATHML]: rules.math };
        if (!(names[element.namespaceURI] ?? []).includes(name)) note(`<${name}> is in the body`);
        if (element.shadowRoot) note(`<${name}> has a shadow`);
        const allowed = rules.attributes[name] ?? [];
        for (const { name: attribute } of element.attributes) {
            if (!allowed.includes(attribute)) note(`<${name} ${attribute}> is in the body`);
        }
    };

    // An address that no browser can read leads nowhere.
    const read = address => URL.parse(address, location.href) ?? { protocol: rules.protocols[0], host: location.host };

    // In SVG an address is an object.
    const mayLead = link => rules.protocols.includes(read(link.href.baseVal ?? link.href).protocol);

    const checkAddresses = (root, note) => {
        for (const link of root.querySelectorAll("a, area")) {
            if (!mayLead(link)) note(`a link to ${link.href}`);
        }
        for (const picture of root.querySelectorAll("img, source, video, audio")) {
            const address = picture.currentSrc || picture.src;
            if (read(address).host !== location.host) note(`a picture of ${address}`);
        }
    };

    // A second reading gives the same, or a sanitiser and a browser disagree about what it is.
    const checkMutation = (body, note) => {
        const copy = document.implementation.createHTMLDocument("");
        copy.body.innerHTML = body.innerHTML;
        if (copy.body.innerHTML !== body.innerHTML) note("the body changes when it is read again");
    };

    const addressesOf = data => {
        if (data === null || typeof data !== "object") return [];
        return Object.entries(data).flatMap(([key, value]) =>
            typeof value === "string" && /^(url|@id|image|logo|sameAs|item|mainEntityOfPage)$/.test(key)
                ? [value] : addressesOf(value));
    };

    const checkScript = (script, note) => {
        if (script.src) {
            if (read(script.src).host !== location.host) note(`a script of ${script.src}`);
        } else if (script.type !== "application/ld+json") {
            note("a script within the page");
        } else {
            try {
                for (const address of addressesOf(JSON.parse(script.text))) {
                    if (!rules.protocols.includes(read(address).protocol)) note(`data with ${address}`);
                }
            } catch (error) {
                note(`data that nobody can read: ${error.message}`);
            }
        }
    };

    const checkFrame = (root, note) => {
        for (const element of root.querySelectorAll("*")) {
            if (FORBIDDEN.includes(element.localName)) note(`<${element.localName}> is in the page`);
            for (const { name } of element.attributes) {
                if (/^(on.*|style|srcdoc|formaction|ping|nonce)$/.test(name)) note(`<${element.localName} ${name}> is in the page`);
            }
        }
        root.querySelectorAll("script").forEach(script => checkScript(script, note));
        for (const meta of root.querySelectorAll("meta[http-equiv]")) note(`<meta http-equiv=${meta.httpEquiv}>`);
        for (const link of root.querySelectorAll("link")) {
            const { host, protocol } = read(link.href);
            const speaks = link.relList.contains("canonical") && /^https?:$/.test(protocol);
            if (host !== location.host && !speaks) note(`<link rel=${link.rel} href=${link.href}>`);
        }
        for (const form of root.querySelectorAll("form")) if (read(form.action).host !== location.host) note("a form to another host");
        for (const name of ["main", "h1", "title"]) {
            if (root.querySelectorAll(`${name}:not(svg *)`).length !== 1) note(`not one <${name}>`);
        }
    };

    // What our scripts ask a document for is still the browser's own.
    const checkClobbering = (window, note) => {
        for (let prototype = window.Document.prototype; prototype; prototype = Object.getPrototypeOf(prototype)) {
            for (const [name, { get, value }] of Object.entries(Object.getOwnPropertyDescriptors(prototype))) {
                if (["constructor", "__proto__", "lastModified"].includes(name)) continue;
                if (window.document[name] !== (get ? get.call(window.document) : value)) note(`document.${name} is taken`);
            }
        }
        for (const name of rules.globals) {
            if (window[name] instanceof window.Element || window[name] instanceof window.HTMLCollection) note(`window.${name} is taken`);
        }
    };

    const checkIds = (root, note) => {
        const ids = Array.from(root.querySelectorAll("[id]"), element => element.id);
        for (const id of ids.filter((id, index) => ids.indexOf(id) !== index)) note(`the id ${id} is there twice`);
    };

    const check = (frame, note) => {
        const window = frame.contentWindow, root = frame.contentDocument;
        if (!root || window.location.href !== frame.src) return note("the page was left");
        const bodies = root.querySelectorAll(".prose");
        if (bodies.length !== rules.bodies) return note(`${bodies.length} bodies`);
        for (const body of bodies) {
            for (const element of body.querySelectorAll("*")) checkElement(element, note);
            checkMutation(body, note);
        }
        checkAddresses(root, note);
        checkFrame(root, note);
        checkIds(root, note);
        // Only what has a name can take another's, and asking for all of them takes long.
        if (root.querySelector(".prose [id], .prose [name]")) checkClobbering(window, note);
        const tags = Array.from(root.querySelectorAll("main a")).filter(link => link.textContent.trim() === rules.tag);
        if (frame.dataset.tagged && !tags.some(link => !link.closest(".prose"))) note("what follows the body is in it");
    };

    const touch = frame => {
        const root = frame.contentDocument;
        if (!root) return;
        // Links that may be there are not followed; what is none of them shows what it does.
        frame.contentWindow.addEventListener("click", event => {
            const link = event.target.closest("a");
            if (link && mayLead(link)) event.preventDefault();
        }, true);
        for (const element of root.querySelectorAll("main *")) {
            for (const name of ["pointerover", "mouseover", "focusin", "keydown", "toggle"]) {
                element.dispatchEvent(new frame.contentWindow.Event(name, { bubbles: true }));
            }
            if ("focus" in element) element.focus({ preventScroll: true });
            if (element.localName === "details") element.open = true;
            else if ("click" in element) element.click();
            else element.dispatchEvent(new frame.contentWindow.MouseEvent("click", { bubbles: true }));
        }
    };

    const found = {};
    const frames = document.querySelectorAll("iframe");
    await pause();
    for (const frame of frames) {
        const notes = found[frame.dataset.path] = [];
        try {
            check(frame, note => notes.push(note));
            touch(frame);
        } catch (error) {
            notes.push(`the page could not be looked at: ${error.message}`);
        }
    }
    await pause();
    for (const frame of frames) {
        const notes = found[frame.dataset.path];
        try {
            notes.push(...frame.contentWindow.attackNotes);
            if (frame.contentWindow.location.href !== frame.src) notes.push("the page was left");
        } catch (error) {
            notes.push(`the page was left: ${error.message}`);
        }
    }
    return found;
}
