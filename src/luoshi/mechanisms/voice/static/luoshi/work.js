/* The sum a form without cookies asks for: a number that gives enough zero bits. It runs in small pieces, so that the page stays alive,
   and sends nothing anywhere. Where it does not run, the page has two numbers to add instead. */
(function () {
  "use strict";
  var K = [], H = [], n = 2, i, j, prime;
  for (i = 0; i < 64; n += 1) {
    prime = true;
    for (j = 2; j * j <= n; j += 1) { if (n % j === 0) { prime = false; break; } }
    if (prime) {
      if (i < 8) { H[i] = frac(Math.pow(n, 1 / 2)); }
      K[i] = frac(Math.pow(n, 1 / 3));
      i += 1;
    }
  }
  function frac(x) { return ((x - Math.floor(x)) * 4294967296) | 0; }
  function rot(x, by) { return (x >>> by) | (x << (32 - by)); }
  /* The first word of SHA-256 of plain signs. */
  function first(text) {
    var words = [], length = text.length, h = H.slice(), w = [], at, k, a, b, c, d, e, f, g, x, one, two;
    for (k = 0; k < length; k += 1) { words[k >> 2] |= text.charCodeAt(k) << (24 - (k % 4) * 8); }
    words[length >> 2] |= 0x80 << (24 - (length % 4) * 8);
    at = (((length + 8) >> 6) << 4) + 15;
    words[at] = length * 8;
    for (k = 0; k <= at; k += 16) {
      a = h[0]; b = h[1]; c = h[2]; d = h[3]; e = h[4]; f = h[5]; g = h[6]; x = h[7];
      for (i = 0; i < 64; i += 1) {
        if (i < 16) { w[i] = words[k + i] | 0; } else {
          one = w[i - 15]; two = w[i - 2];
          w[i] = (w[i - 16] + (rot(one, 7) ^ rot(one, 18) ^ (one >>> 3)) + w[i - 7] + (rot(two, 17) ^ rot(two, 19) ^ (two >>> 10))) | 0;
        }
        one = (x + (rot(e, 6) ^ rot(e, 11) ^ rot(e, 25)) + ((e & f) ^ (~e & g)) + K[i] + w[i]) | 0;
        two = ((rot(a, 2) ^ rot(a, 13) ^ rot(a, 22)) + ((a & b) ^ (a & c) ^ (b & c))) | 0;
        x = g; g = f; f = e; e = (d + one) | 0; d = c; c = b; b = a; a = (one + two) | 0;
      }
      h[0] = (h[0] + a) | 0; h[1] = (h[1] + b) | 0; h[2] = (h[2] + c) | 0; h[3] = (h[3] + d) | 0;
      h[4] = (h[4] + e) | 0; h[5] = (h[5] + f) | 0; h[6] = (h[6] + g) | 0; h[7] = (h[7] + x) | 0;
    }
    return h[0] >>> 0;
  }
  var token = document.querySelector("[data-work]");
  if (!token || (first("abc") !== 0xba7816bf)) { return; }
  var places = document.querySelectorAll("input[name=work]"), sums = document.querySelectorAll("[data-sum]");
  var bits = parseInt(token.getAttribute("data-work"), 10), counter = 0, waits = null;
  var limit = Math.pow(2, 32 - bits);
  function each(list, what) { Array.prototype.forEach.call(list, what); }
  each(sums, function (sum) { sum.hidden = true; });
  function piece() {
    var until = counter + 2000;
    for (; counter < until; counter += 1) {
      if (first(token.value + "." + counter) < limit) {
        each(places, function (place) { place.value = counter; });
        if (waits) { waits.form.requestSubmit ? waits.form.requestSubmit(waits.button) : waits.button.click(); }
        return;
      }
    }
    setTimeout(piece, 0);
  }
  if (!places[0].value) { piece(); }
  each(document.querySelectorAll("form"), function (form) {
    form.addEventListener("submit", function (event) {
      var place = form.querySelector("input[name=work]");
      if (!place || place.value) { return; }
      event.preventDefault();
      event.stopImmediatePropagation();
      waits = { form: form, button: event.submitter || form.querySelector("button") };
    }, true);
  });
})();
