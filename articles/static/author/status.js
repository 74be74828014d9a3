/* What becomes of the text, in one line above it. What changes every few seconds is shown and not read out; read out is
   what was asked for by hand, and when saving begins or ceases to go wrong. */
"use strict";
if (globalThis.desk) {
    const place = desk.hook("status");
    const TROUBLES = ["offline", "conflict", "signed-out", "refused"];
    const time = new Intl.DateTimeFormat("en-GB", { timeStyle: "short" });
    const date = new Intl.DateTimeFormat("en-GB", { dateStyle: "medium", timeStyle: "short" });
    let state = "";

    function write(text, isHeard, ...more) {
        if (!place || (place.textContent === text && !more.length)) return;
        place.setAttribute("aria-live", isHeard ? "polite" : "off");
        place.replaceChildren(text, ...more);
    }

    function become(wanted) {
        state = wanted;
        if (place) place.dataset.state = wanted;
        place?.classList.toggle("trouble", TROUBLES.includes(wanted));
    }

    /* The answer to what somebody did. */
    desk.say = (text, isTrouble = false) => {
        become(isTrouble ? "refused" : "saved");
        write(text, true);
    };

    /* One of saved, unsaved, saving and the troubles. A trouble stays until it is over or gives way to another. */
    desk.showState = (wanted, text, ...more) => {
        const was = state;
        const isTrouble = TROUBLES.includes(wanted);
        if (TROUBLES.includes(was) && ["unsaved", "saving"].includes(wanted)) return;
        become(wanted);
        write(text, was !== wanted && (isTrouble || TROUBLES.includes(was)), ...more);
    };

    /* On the author's own clock, and with its date if that is another day. */
    desk.clockTime = text => {
        const at = text ? new Date(text) : new Date();
        return (at.toDateString() === new Date().toDateString() ? time : date).format(at);
    };
}
