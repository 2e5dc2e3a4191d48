(function () {
  "use strict";
  var said = document.createElement("p");
  said.className = "unseen";
  said.setAttribute("role", "status");
  document.body.appendChild(said);

  // The header cell of every column: the lowest row of the header, and corners that reach down to it.
  function heads(table) {
    var rows = table.tHead ? Array.from(table.tHead.rows) : [], taken = [], found = [];
    rows.forEach(function (row, r) {
      var at = 0;
      Array.from(row.cells).forEach(function (cell) {
        while (taken[r] && taken[r][at]) at += 1;
        for (var down = 0; down < cell.rowSpan; down += 1)
          for (var right = 0; right < cell.colSpan; right += 1) {
            taken[r + down] = taken[r + down] || [];
            taken[r + down][at + right] = true;
          }
        if (r + cell.rowSpan === rows.length && cell.colSpan === 1 && cell.tagName === "TH") found.push([at, cell]);
        at += cell.colSpan;
      });
    });
    return found;
  }

  // Rows with all their cells: a head beside several rows is repeated in each.
  function whole(body) {
    var left = [];
    return Array.from(body.rows).map(function (row) {
      var cells = Array.from(row.cells), made = row.cloneNode(false), at = 0;
      while (cells.length || (left[at] && left[at].rows > 0)) {
        var copy;
        if (left[at] && left[at].rows > 0) {
          copy = left[at].cell.cloneNode(true);
          left[at].rows -= 1;
        } else {
          var cell = cells.shift();
          copy = cell.cloneNode(true);
          if (cell.rowSpan > 1) left[at] = { cell: cell, rows: cell.rowSpan - 1 };
        }
        copy.removeAttribute("rowspan");
        if (copy.getAttribute("scope") === "rowgroup") copy.setAttribute("scope", "row");
        made.appendChild(copy);
        at += 1;
      }
      return made;
    });
  }

  function key(row, at) {
    var text = row.cells[at] ? row.cells[at].textContent.trim() : "";
    if (text === "" || text === "-") return null;
    var number = Number(text.replace("\u2212", "-").replace(/%$/, ""));
    return Number.isNaN(number) ? text : number;
  }

  function compare(a, b) {
    if (typeof a === "number" && typeof b === "number") return a - b;
    return String(a).localeCompare(String(b), undefined, { numeric: true });
  }

  function sort(table, at, order) {
    var body = table.tBodies[0];
    if (!table.kept) table.kept = Array.from(body.rows);
    if (order === "none") {
      body.replaceChildren.apply(body, table.kept);
      return;
    }
    body.replaceChildren.apply(body, table.kept);
    var rows = whole(body).map(function (row) { return [key(row, at), row]; });
    var given = rows.filter(function (each) { return each[0] !== null; });
    var sign = order === "ascending" ? 1 : -1;
    given.sort(function (a, b) { return sign * compare(a[0], b[0]); });
    // Cells without a value stay at the end either way.
    var empty = rows.filter(function (each) { return each[0] === null; });
    body.replaceChildren.apply(body, given.concat(empty).map(function (each) { return each[1]; }));
  }

  document.querySelectorAll("table.data").forEach(function (table) {
    if (!table.tBodies.length || table.tBodies[0].rows.length < 2) return;
    heads(table).forEach(function (pair) {
      var at = pair[0], head = pair[1], name = head.textContent;
      if (!name.trim()) return;
      var button = document.createElement("button");
      button.type = "button";
      button.className = "sort";
      button.textContent = name;
      head.textContent = "";
      head.appendChild(button);
      button.addEventListener("click", function () {
        var now = head.getAttribute("aria-sort");
        var next = now === "ascending" ? "descending" : now === "descending" ? "none" : "ascending";
        table.querySelectorAll("th[aria-sort]").forEach(function (other) { other.removeAttribute("aria-sort"); });
        if (next !== "none") head.setAttribute("aria-sort", next);
        sort(table, at, next);
        if (table.find) table.find();
        said.textContent = next === "none" ? "In the first order again." : "Sorted by " + name + ", " + next + ".";
      });
    });
  });

  document.querySelectorAll("table[data-search]").forEach(function (table, place) {
    var box = document.createElement("div"), label = document.createElement("label");
    var field = document.createElement("input"), found = document.createElement("output");
    box.className = "find";
    field.type = "search";
    field.id = "find" + (place + 1);
    label.htmlFor = field.id;
    label.textContent = table.dataset.search + ":";
    found.setAttribute("for", field.id);
    box.append(label, field, found);
    var scroll = table.closest(".scroll");
    scroll.parentNode.insertBefore(box, scroll);
    table.find = function () {
      var wanted = field.value.trim().toLowerCase(), shown = 0, rows = Array.from(table.tBodies[0].rows);
      rows.forEach(function (row) {
        row.hidden = wanted !== "" && row.textContent.toLowerCase().indexOf(wanted) < 0;
        if (!row.hidden) shown += 1;
      });
      found.textContent = shown + " of " + rows.length + " rows";
    };
    field.addEventListener("input", table.find);
    table.find();
  });

  // Folded tables are printed, too, but for lists that are too long for paper.
  var opened = [];
  window.addEventListener("beforeprint", function () {
    opened = Array.from(document.querySelectorAll(".part:not(.unprinted) > details:not([open])"));
    opened.forEach(function (each) { each.open = true; });
  });
  window.addEventListener("afterprint", function () {
    opened.forEach(function (each) { each.open = false; });
  });
})();
