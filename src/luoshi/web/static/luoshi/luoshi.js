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
})();
