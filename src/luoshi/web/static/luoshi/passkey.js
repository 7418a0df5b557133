// Passkeys: asks the browser for one and sends what it answers with the form. Pages show these forms only where this runs.
(function () {
  "use strict";
  var able = window.PublicKeyCredential && navigator.credentials && window.fetch;
  function list(css) { return Array.prototype.slice.call(document.querySelectorAll(css)); }
  function bytes(text) {
    var raw = atob(text.replace(/-/g, "+").replace(/_/g, "/")), out = new Uint8Array(raw.length);
    for (var i = 0; i < raw.length; i++) out[i] = raw.charCodeAt(i);
    return out;
  }
  function text(buffer) {
    return btoa(String.fromCharCode.apply(null, new Uint8Array(buffer))).replace(/\+/g, "-").replace(/\//g, "_").replace(/=+$/, "");
  }
  function named(keys) {
    return (keys || []).map(function (key) { return { type: key.type, id: bytes(key.id), transports: key.transports }; });
  }
  function ask(pk) {
    pk.challenge = bytes(pk.challenge);
    if (pk.user) {
      pk.user.id = bytes(pk.user.id);
      pk.excludeCredentials = named(pk.excludeCredentials);
      return navigator.credentials.create({ publicKey: pk });
    }
    if (pk.allowCredentials) pk.allowCredentials = named(pk.allowCredentials);
    return navigator.credentials.get({ publicKey: pk });
  }
  function told(key) {
    var said = { clientDataJSON: text(key.response.clientDataJSON) };
    ["attestationObject", "authenticatorData", "signature", "userHandle"].forEach(function (name) {
      if (key.response[name]) said[name] = text(key.response[name]);
    });
    return { id: key.id, rawId: text(key.rawId), type: key.type, response: said, clientExtensionResults: {} };
  }
  list("form[data-passkey]").forEach(function (form) {
    if (!able) return;
    form.hidden = false;
    var button = form.querySelector("button"), place = form.querySelector("[data-said]");
    form.addEventListener("submit", function (e) {
      e.preventDefault();
      e.stopPropagation();
      if (form.asking) return;
      form.asking = true;
      if (place) place.textContent = "";
      if (button) button.setAttribute("aria-busy", "true");
      var token = form.querySelector("[name=csrfmiddlewaretoken]").value, note;
      fetch(form.dataset.passkey, { method: "POST", headers: { "X-CSRFToken": token }, credentials: "same-origin" }).then(function (answer) {
        if (!answer.ok) throw new Error(answer.status);
        return answer.json();
      }).then(function (asked) {
        note = asked.note;
        return ask(asked.publicKey);
      }).then(function (key) {
        form.querySelector("[name=answer]").value = JSON.stringify({ note: note, answer: told(key) });
        form.submit();
      }).catch(function () {
        form.asking = false;
        if (button) button.removeAttribute("aria-busy");
        if (place) place.textContent = place.dataset.said;
      });
    });
  });
  if (able) list("[data-without]").forEach(function (one) { one.hidden = true; });
})();
