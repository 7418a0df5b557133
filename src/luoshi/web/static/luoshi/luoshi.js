// Small islands; every page works without them.
(function () {
  "use strict";
  var doc = document, root = doc.documentElement;
  root.classList.add("js");
  function list(many) { return Array.prototype.slice.call(many); }
  function all(css) { return list(doc.querySelectorAll(css)); }

  // A page out of the browser's memory may be stale: fetch it again.
  addEventListener("pageshow", function (e) { if (e.persisted) location.reload(); });

  // A pressed button keeps its width, says that it is busy; it sends once.
  doc.addEventListener("submit", function (e) {
    var form = e.target, button = e.submitter || form.pressed || form.querySelector("button[data-busy]");
    if (form.method !== "post") return;
    if (form.sent) { e.preventDefault(); return; }
    form.sent = true;
    if (!button || !button.dataset.busy) return;
    button.style.width = button.offsetWidth + "px";
    button.setAttribute("aria-busy", "true");
    button.textContent = button.dataset.busy;
  });
  doc.addEventListener("click", function (e) {
    var button = e.target.closest && e.target.closest("button[type=submit]");
    if (button && button.form) button.form.pressed = button;
  });

  // Photographs: at most 1600 px before they travel; the original goes when anything fails.
  function shrink(file, done) {
    if (!/^image\/(jpeg|png|webp)/.test(file.type)) return done(file);
    var picture = new Image(), url = URL.createObjectURL(file);
    picture.onerror = function () { URL.revokeObjectURL(url); done(file); };
    picture.onload = function () {
      var w = picture.naturalWidth, h = picture.naturalHeight, k = Math.min(1, 1600 / Math.max(w, h));
      URL.revokeObjectURL(url);
      if (k === 1 && file.size < 400000) return done(file);
      var canvas = doc.createElement("canvas");
      canvas.width = Math.round(w * k);
      canvas.height = Math.round(h * k);
      canvas.getContext("2d").drawImage(picture, 0, 0, canvas.width, canvas.height);
      canvas.toBlob(function (blob) {
        done(blob && blob.size < file.size ? new File([blob], file.name.replace(/\.\w+$/, "") + ".jpg", { type: "image/jpeg" }) : file);
      }, "image/jpeg", 0.82);
    };
    picture.src = url;
  }
  function show(input, files) {
    var place = doc.getElementById(input.dataset.photos), word = input.parentNode.querySelector("[data-again]");
    if (word && files.length) word.textContent = word.dataset.again;
    if (!place) return;
    place.textContent = "";
    files.forEach(function (file) {
      var picture = new Image();
      picture.alt = file.name;
      picture.onload = function () { URL.revokeObjectURL(picture.src); };
      picture.src = URL.createObjectURL(file);
      place.appendChild(picture);
    });
  }
  all("input[data-photos]").forEach(function (input) {
    input.addEventListener("change", function () {
      var files = list(input.files), small = [], left = files.length;
      show(input, files);
      files.forEach(function (file, i) {
        shrink(file, function (result) {
          small[i] = result;
          if (--left || (input.form && input.form.sent)) return;
          try {
            var kept = new DataTransfer();
            small.forEach(function (one) { kept.items.add(one); });
            input.files = kept.files;
          } catch (old) { /* Safari 14.0: originals */ }
        });
      });
    });
  });

  // The chosen step gets the focus.
  function first(box) {
    var field = box && box.querySelector("select, textarea, input:not([type=hidden])");
    if (field) field.focus();
  }
  all(".steps > label").forEach(function (label) {
    label.addEventListener("click", function () { setTimeout(first, 0, label.nextElementSibling); });
  });
  addEventListener("hashchange", function () { if (/^#step-/.test(location.hash)) first(doc.getElementById(location.hash.slice(1))); });

  // A stock phrase goes where one writes.
  all("select[data-phrase]").forEach(function (choice) {
    choice.addEventListener("change", function () {
      var field = doc.getElementById(choice.dataset.phrase);
      if (!choice.value || !field) return;
      field.value = field.value ? field.value.replace(/\s*$/, "") + choice.value : choice.value;
      choice.value = "";
      field.focus();
    });
  });

  // One more empty row of a grid, numbered on.
  function addRow(body) {
    var n = body.rows.length, row = body.appendChild(body.rows[n - 1].cloneNode(true));
    row.cells[0].textContent = n + 1;
    list(row.querySelectorAll("[name]")).forEach(function (one) {
      one.name = one.name.replace(/\d+$/, n + 1);
      one.setAttribute("aria-label", one.getAttribute("aria-label").replace(n, n + 1));
      one.removeAttribute("aria-invalid");
      if (one.type === "checkbox") one.checked = false; else one.value = "";
    });
  }

  // A cell with a line break or a tab in it is copied between quotation marks.
  function cellsOf(text) {
    var rows = [[""]], open = false;
    text.replace(/\r\n?/g, "\n").replace(/\n$/, "").replace(/""|[^]/g, function (sign) {
      var row = rows[rows.length - 1], last = row.length - 1;
      if (sign === '"' && (open || row[last] === "")) open = !open;
      else if (sign === "\t" && !open) row.push("");
      else if (sign === "\n" && !open) rows.push([""]);
      else if (sign !== '""') row[last] += sign;
      else if (open) row[last] += '"';
      return "";
    });
    return rows;
  }

  // Rows copied from a spreadsheet fill the grid from the field they are pasted into; it grows as far as they reach.
  all("table[data-grid]").forEach(function (grid) {
    grid.addEventListener("paste", function (e) {
      var text = (e.clipboardData || window.clipboardData).getData("text"), start = e.target;
      if (!/[\t\n]/.test(text.replace(/\n$/, "")) || !start.name) return;
      e.preventDefault();
      var cells = all("#" + grid.id + " [data-cell]"), from = cells.indexOf(start);
      var across = Number(grid.dataset.grid), column = from % across, row = Math.floor(from / across);
      var lines = cellsOf(text), body = grid.tBodies[0];
      while (body.rows.length < row + lines.length) addRow(body);
      cells = all("#" + grid.id + " [data-cell]");
      lines.forEach(function (line, y) {
        line.forEach(function (words, x) {
          var cell = column + x < across && cells[(row + y) * across + column + x];
          if (!cell) return;
          words = words.trim();
          if (cell.tagName !== "SELECT") { cell.value = words; return; }
          var known = list(cell.options).filter(function (one) { return one.text === words || one.value === words; })[0];
          if (!known && words) cell.add(known = new Option(words, words));
          if (known) cell.value = known.value;
        });
      });
      grid.dispatchEvent(new Event("change", { bubbles: true }));
    });
  });

  // One box chooses all of them.
  all("input[data-all]").forEach(function (box) {
    box.addEventListener("change", function () {
      all("input[name='" + box.dataset.all + "']").forEach(function (one) { one.checked = box.checked; });
    });
  });

  // On a phone the filter is folded until something is chosen.
  all("details.sieve").forEach(function (box) {
    if (innerWidth <= 600 && !location.search) box.open = false;
  });

  // What somebody writes is kept while they write, and offered when the form is opened again.
  var forms = all("form[data-draft]");
  function typedIn(form) {
    var typed = {};
    list(form.elements).forEach(function (one) {
      if (!one.name || /^(hidden|password|file|submit|button)$/.test(one.type)) return;
      if (/^(radio|checkbox)$/.test(one.type) && !one.checked) return;
      (typed[one.name] = typed[one.name] || []).push(one.value);
    });
    return typed;
  }
  function fill(form, typed) {
    var place = {}, grid = form.querySelector("table[data-grid]"), most = 0;
    Object.keys(typed).forEach(function (name) { most = Math.max(most, Math.min(200, Number((/-(\d+)$/.exec(name) || [])[1]) || 0)); });
    while (grid && grid.tBodies[0].rows.length < most) addRow(grid.tBodies[0]);
    list(form.elements).forEach(function (one) {
      var values = typed[one.name], n = place[one.name] || 0;
      if (!values || /^(hidden|password|file|submit|button)$/.test(one.type)) return;
      place[one.name] = n + 1;
      if (/^(radio|checkbox)$/.test(one.type)) one.checked = values.indexOf(one.value) >= 0;
      else if (n < values.length) {
        if (one.tagName !== "SELECT" || list(one.options).some(function (o) { return o.value === values[n]; })) one.value = values[n];
      }
      var fold = one.closest("details");
      if (fold && one.value) fold.open = true;
    });
  }
  function post(address, form, more) {
    var body = new URLSearchParams(more);
    body.append("csrfmiddlewaretoken", form.elements.csrfmiddlewaretoken.value);
    return fetch(address, { method: "POST", body: body, credentials: "same-origin", keepalive: true });
  }
  function keep(form) {
    clearTimeout(form.waits);
    if (!form.unkept || form.sent) return;
    form.unkept = false;
    post("/w/drafts", form, {
      form: form.dataset.draft, page: form.dataset.page || location.pathname, title: doc.title.split(" \u00b7 ")[0],
      typed: JSON.stringify(typedIn(form)), command: form.elements.command ? form.elements.command.value : ""
    }).then(function (answer) { return answer.json(); }).then(function (told) {
      if (!form.said) {
        form.said = form.appendChild(doc.createElement("p"));
        form.said.className = "hint";
        form.said.setAttribute("role", "status");
      }
      form.said.textContent = told.words || told.refused || "";
    }).catch(function () { form.unkept = true; });
  }
  function button(box, words, act) {
    var made = box.appendChild(doc.createElement("button"));
    made.type = "button";
    made.className = "word";
    made.textContent = words;
    made.addEventListener("click", act);
  }
  function offer(form, draft) {
    if (form.querySelector("[aria-invalid]") || JSON.stringify(typedIn(form)) === JSON.stringify(draft.typed)) return;
    var turn = form.closest(".turn"), steps = form.closest(".steps"), label = steps && form.previousElementSibling;
    var host = turn || steps, note = doc.createElement("div"), head = note.appendChild(doc.createElement("p"));
    var box = note.appendChild(doc.createElement("p"));
    note.className = "note n-soon";
    note.setAttribute("role", "status");
    box.className = "doors";
    head.appendChild(doc.createElement("b")).textContent = (steps || turn ? (form.getAttribute("aria-label") || form.dataset.name || "") + " " : "") + draft.words;
    button(box, draft.go_on, function () {
      fill(form, draft.typed);
      if (turn) location.hash = turn.id;
      else if (label && label.htmlFor) label.click();
      note.remove();
    });
    button(box, draft.away, function () { post(draft.away_url, form, {}); note.remove(); });
    if (host) host.parentNode.insertBefore(note, host); else form.insertBefore(note, form.firstChild);
  }
  if (forms.length && window.fetch && window.URLSearchParams) {
    var asked = new URLSearchParams();
    forms.forEach(function (form) {
      var key = form.appendChild(doc.createElement("input"));
      key.type = "hidden";
      key.name = "draft";
      key.value = form.dataset.draft;
      asked.append("form", form.dataset.draft);
      ["input", "change"].forEach(function (what) {
        form.addEventListener(what, function () {
          form.unkept = true;
          clearTimeout(form.waits);
          form.waits = setTimeout(keep, 2000, form);
        });
      });
      form.addEventListener("submit", function () { clearTimeout(form.waits); });
    });
    doc.addEventListener("visibilitychange", function () { if (doc.visibilityState === "hidden") forms.forEach(keep); });
    fetch("/w/drafts?" + asked, { credentials: "same-origin" }).then(function (answer) { return answer.json(); }).then(function (told) {
      told.drafts.forEach(function (draft) {
        forms.forEach(function (form) { if (form.dataset.draft === draft.form) offer(form, draft); });
      });
    }).catch(function () { /* nothing is offered */ });
  }
})();
