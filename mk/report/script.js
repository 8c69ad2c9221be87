"use strict";
(function () {
	function value(row, column) {
		var cell = row.children[column];
		var sort = cell.getAttribute("data-sort");
		return sort === null ? cell.textContent.trim().toLowerCase() : Number(sort);
	}
	function compare(a, b) {
		if (typeof a === "number") {
			return a - b;
		}
		return a.localeCompare(b, "en", { numeric: true });
	}
	function sortBy(table, column, head) {
		var body = table.tBodies[0];
		var rows = Array.from(body.rows);
		var down = head.getAttribute("aria-sort") === "ascending";
		rows.sort(function (a, b) {
			var order = compare(value(a, column), value(b, column));
			return down ? -order : order;
		});
		rows.forEach(function (row) {
			body.appendChild(row);
		});
		table.querySelectorAll("th[aria-sort]").forEach(function (other) {
			other.removeAttribute("aria-sort");
		});
		head.setAttribute("aria-sort", down ? "descending" : "ascending");
	}
	document.querySelectorAll("table.sort").forEach(function (table) {
		Array.from(table.tHead.rows[0].cells).forEach(function (head, column) {
			var button = document.createElement("button");
			button.type = "button";
			button.textContent = head.textContent;
			button.title = "Sort by this column";
			head.textContent = "";
			head.appendChild(button);
			button.addEventListener("click", function () {
				sortBy(table, column, head);
			});
		});
	});
	document.querySelectorAll("table.filter").forEach(function (table) {
		var label = document.createElement("label");
		var input = document.createElement("input");
		label.className = "find";
		label.textContent = "Find";
		input.type = "search";
		input.addEventListener("input", function () {
			var wanted = input.value.trim().toLowerCase();
			Array.from(table.tBodies[0].rows).forEach(function (row) {
				row.hidden = !row.textContent.toLowerCase().includes(wanted);
			});
		});
		label.appendChild(input);
		table.parentNode.insertBefore(label, table);
	});
	window.addEventListener("beforeprint", function () {
		document.querySelectorAll("details").forEach(function (details) {
			details.open = true;
		});
	});
}());
