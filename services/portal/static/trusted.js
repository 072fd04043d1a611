"use strict";
// htmx writes into the page what the portal answered, and that alone may be done with plain text here: no
// script may be made of it (the content policy asks for trusted types, and names this one policy).
if (window.trustedTypes) window.trustedTypes.createPolicy("default", { createHTML: (html) => html });
