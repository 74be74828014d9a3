/* Dates are the site's: beside each stands what the author's own clock will show then. Publishing in the future is
   called scheduling. */
"use strict";
if (globalThis.desk) {
    const { form, make } = desk;
    const zone = form.dataset.timeZone || "UTC";
    const ownZone = Intl.DateTimeFormat().resolvedOptions().timeZone;
    const publish = form.querySelector('button[name="action"][value="publish"]');
    const publishLabel = publish?.textContent;

    /* The moment at which clocks in `zone` show `text`, as `2026-05-31T09:00`. */
    function moment(text) {
        const wanted = Date.parse(`${text}Z`);
        if (Number.isNaN(wanted)) return undefined;
        const first = wanted - offset(wanted);
        return wanted - offset(first);
    }

    function offset(at) {
        const options = { timeZone: zone, hourCycle: "h23", year: "numeric", month: "numeric", day: "numeric" };
        const format = new Intl.DateTimeFormat("en", { ...options, hour: "numeric", minute: "numeric", second: "numeric" });
        const part = Object.fromEntries(format.formatToParts(at).map(({ type, value }) => [type, Number(value)]));
        const shown = Date.UTC(part.year, part.month - 1, part.day, part.hour, part.minute, part.second);
        return shown - Math.floor(at / 1000) * 1000;
    }

    const inOwnZone = at => new Intl.DateTimeFormat("en-GB", { dateStyle: "medium", timeStyle: "short" }).format(at);

    function watch(field) {
        const note = make("p", { className: "hint", id: `${field.id}_local` });
        field.after(note);
        const told = `${field.getAttribute("aria-describedby") ?? ""} ${note.id}`.trim();
        field.setAttribute("aria-describedby", told);
        const show = () => {
            const at = field.value && moment(field.value);
            const differs = at && offset(at) !== -60000 * new Date(at).getTimezoneOffset();
            note.textContent = differs ? `${inOwnZone(at)} where you are (${ownZone})` : "";
        };
        for (const event of ["input", "change"]) field.addEventListener(event, show);
        show();
    }

    function namePublish() {
        const at = moment(form.elements.published_at?.value ?? "");
        const isAhead = at > Date.now();
        publish.textContent = isAhead ? "Schedule" : publishLabel;
        isAhead ? (publish.dataset.when = inOwnZone(at)) : delete publish.dataset.when;
    }

    for (const field of form.querySelectorAll('input[type="datetime-local"]')) watch(field);
    if (publish && form.elements.published_at) {
        for (const event of ["input", "change"]) form.elements.published_at.addEventListener(event, namePublish);
        // A date that is ahead may pass while somebody writes.
        setInterval(namePublish, 20000);
        namePublish();
    }
}
