/* A session may end while somebody writes. They sign in again here, over their text, and all forms of the page get what
   they need to be taken again. Nothing opens by itself while they type: the next keys would go into the password. */
"use strict";
if (globalThis.desk?.send && globalThis.reaching && desk.form.dataset.sessionUrl) {
    const { form, make } = desk;
    const { sessionUrl, loginUrl } = form.dataset;
    const { ask, fill, AWAY } = reaching;
    let dialog;

    /* Gives all forms a fresh secret if somebody is signed in: then what it gives `isOk`. */
    desk.renew = async () => {
        const who = await ask(sessionUrl);
        if (!who.isOk) return who;
        fill("csrfmiddlewaretoken", who.csrf_token);
        // The token of the same account stays good, and says which article a new one is.
        if (who.username !== form.dataset.username) changeAccount(who);
        desk.isOut = false;
        return who;
    };

    function changeAccount({ username, token }) {
        const now = `You are signed in as ${username} now; this page was opened by ${form.dataset.username}.`;
        const text = `${now} What is saved from here on is saved as ${username}, if that account may.`;
        fill("token", token);
        form.dataset.username = username;
        const note = make("p", { className: "notice warning", role: "alert" });
        form.querySelector(".editor-parts")?.before(note);
        note.textContent = text;
        desk.keep?.();
    }

    desk.signedOut = ({ login_url: address }, isAsked = false) => {
        desk.isOut = true;
        const isChange = address !== loginUrl;
        const again = make("button", { type: "button", className: "button", textContent: isChange ? "Go on" : "Sign in again" });
        again.addEventListener("click", goOnOrAsk);
        const link = make("a", { href: address, target: "_blank", rel: "noopener", textContent: "Change it in a new tab" });
        const why = isChange ? "Your password must be changed first." : "You are signed out.";
        const kept = `${why} Your text is kept in this browser. `;
        desk.showState("signed-out", kept, ...(isChange ? [link, " ", again] : [again]));
        if (isAsked && !isChange) goOnOrAsk();
    };

    /* They may have signed in in another tab meanwhile. */
    async function goOnOrAsk() {
        if ((await desk.renew()).isOk) return desk.goOn();
        dialog ??= build();
        if (!dialog.open) dialog.showModal();
        dialog.querySelector('[name="password"]').focus();
    }

    function field(label, options) {
        const input = make("input", { id: `again-${options.name}`, autocapitalize: "none", spellcheck: false, ...options });
        return make("div", { className: "field" }, make("label", { htmlFor: input.id, textContent: label }), input);
    }

    function build() {
        const title = make("h2", { id: "again-title", textContent: "Sign in again" });
        const said = make("p", { className: "trouble-said", role: "alert" });
        const name = field("Username", { name: "username", autocomplete: "username", value: form.dataset.username });
        const secret = field("Password", { name: "password", type: "password", autocomplete: "current-password" });
        const yes = make("button", { type: "submit", className: "button primary", textContent: "Sign in" });
        const no = make("button", { type: "button", className: "button", textContent: "Not now" });
        const inner = make("form", { className: "bare again" }, name, secret, said, make("div", { className: "actions" }, yes, no));
        const made = make("dialog", { className: "desk-dialog", "aria-labelledby": title.id }, title, inner);
        no.addEventListener("click", () => made.close());
        made.addEventListener("close", () => inner.elements.password && (inner.elements.password.value = ""));
        inner.addEventListener("submit", event => {
            event.preventDefault();
            yes.disabled = true;
            signIn(inner, said).finally(() => (yes.disabled = false));
        });
        document.body.append(made);
        return made;
    }

    async function signIn(inner, said) {
        said.textContent = "";
        const { csrf_token: secret = "" } = await ask(sessionUrl);
        const body = new FormData(inner);
        body.set("csrfmiddlewaretoken", secret);
        const answer = await ask(loginUrl, { method: "POST", body });
        const who = answer.isOk ? await desk.renew() : answer;
        if (!who.isOk) {
            said.textContent = who.message ?? AWAY;
            return inner.elements.password.select();
        }
        dialog.close();
        (desk.view ?? desk.body).focus();
        desk.goOn();
    }
}
