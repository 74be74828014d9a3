// Runs before everything else in each frame and notes what no page of ours ever does.
(() => {
    const notes = [];
    Object.defineProperty(window, "attackNotes", { value: notes });
    for (const name of ["alert", "confirm", "prompt", "print", "open"]) {
        window[name] = () => {
            notes.push(`a script called ${name}`);
            return null;
        };
    }
    Object.defineProperty(window, "__fired", { set: () => notes.push("a script ran") });
    addEventListener("error", event => {
        if (event instanceof ErrorEvent) notes.push(`a script failed: ${event.message}`);
    });
    addEventListener("securitypolicyviolation", event => {
        notes.push(`the policy refused ${event.violatedDirective} ${event.blockedURI}`);
    });
})();
