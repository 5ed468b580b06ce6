/* The source panel, copying, downloads. No request leaves this server. */
(function () {
  "use strict";
  document.documentElement.lang = "vi";
  var trail = [];
  var opener = null;
  var asked = 0;

  function panel() {
    var el = document.getElementById("khung-nguon");
    if (el) return el;
    el = document.createElement("aside");
    el.id = "khung-nguon";
    el.setAttribute("aria-label", "Nguồn trích dẫn");
    el.hidden = true;
    el.innerHTML =
      '<div class="thanh"><button type="button" class="nut-nho" data-lui hidden>‹ Trở lại</button>' +
      '<strong>Nguồn trích dẫn</strong>' +
      '<button type="button" class="nut-nho" data-dong aria-label="Đóng nguồn trích dẫn">Đóng ✕</button></div>' +
      '<div class="than" tabindex="0" role="region" aria-label="Nội dung nguồn" aria-live="polite"></div>';
    document.body.appendChild(el);
    return el;
  }

  /* A source that arrives after another was asked for, or after the panel was closed, is not shown. */
  function show(url, focus) {
    var el = panel();
    var mine = ++asked;
    fetch(url + "&manh=1", { credentials: "same-origin" })
      .then(function (r) {
        if (r.redirected) { location.reload(); }
        return r.text();
      })
      .then(function (html) {
        if (mine !== asked) return;
        var body = el.querySelector(".than");
        body.innerHTML = html;
        el.hidden = false;
        document.body.classList.add("co-nguon");
        el.querySelector("[data-lui]").hidden = trail.length < 2;
        var mark = body.querySelector("mark");
        body.scrollTop = mark ? Math.max(0, mark.offsetTop - body.clientHeight / 3) : 0;
        var head = body.querySelector("h2");
        if (focus && head) head.focus({ preventScroll: true });
      })
      .catch(function () {});
  }

  function open(url, focus) {
    trail.push(url);
    show(url, focus);
  }

  function close() {
    asked += 1;
    panel().hidden = true;
    document.body.classList.remove("co-nguon");
    trail = [];
    if (opener && document.contains(opener)) opener.focus();
    opener = null;
  }

  function copy(text) {
    function old() {
      var area = document.createElement("textarea");
      area.value = text;
      area.style.position = "fixed";
      area.style.opacity = "0";
      document.body.appendChild(area);
      area.select();
      try { document.execCommand("copy"); } catch (e) { /* nothing to do */ }
      area.remove();
    }
    if (navigator.clipboard && window.isSecureContext) {
      navigator.clipboard.writeText(text).catch(old);
    } else {
      old();
    }
    say("Đã chép.");
  }

  function say(text) {
    var el = document.getElementById("thong-bao-nho");
    if (!el) {
      el = document.createElement("div");
      el.id = "thong-bao-nho";
      el.setAttribute("role", "status");
      document.body.appendChild(el);
    }
    el.textContent = text;
    el.classList.add("hien");
    setTimeout(function () { el.classList.remove("hien"); }, 1600);
  }

  function save(data, name) {
    if (!data) return;
    var bytes = Uint8Array.from(atob(data), function (c) { return c.charCodeAt(0); });
    var link = document.createElement("a");
    link.href = URL.createObjectURL(new Blob([bytes]));
    link.download = name;
    document.body.appendChild(link);
    link.click();
    link.remove();
    setTimeout(function () { URL.revokeObjectURL(link.href); }, 10000);
  }

  document.addEventListener("click", function (event) {
    var target = event.target instanceof Element ? event.target : null;
    if (!target) return;
    var button = target.closest("[data-chep]");
    if (button) { copy(button.getAttribute("data-chep")); return; }
    if (target.closest("[data-dong]")) { close(); return; }
    if (target.closest("[data-lui]")) {
      trail.pop();
      show(trail[trail.length - 1], true);
      return;
    }
    if (target.closest('[role="tab"]') && !panel().hidden) { opener = null; close(); }
    var link = target.closest("a[href]");
    if (!link || event.ctrlKey || event.metaKey || event.shiftKey) return;
    var url = new URL(link.href, location.href);
    if (url.origin === location.origin && url.pathname === "/nguon") {
      event.preventDefault();
      event.stopPropagation();
      if (!link.closest("#khung-nguon")) { trail = []; opener = link; }
      open(url.pathname + url.search, true);
    }
  }, true);

  document.addEventListener("keydown", function (event) {
    if (event.key === "Escape" && !panel().hidden) close();
  });

  /* Labels Gradio writes in English, for those who hear the page. */
  var NAMES = {
    "Clear": "Cuộc hỏi mới", "Feedback": "Góp ý", "Like": "Hữu ích", "Dislike": "Chưa đúng", "like": "Hữu ích", "dislike": "Chưa đúng",
    "clicked like": "Đã chọn Hữu ích", "clicked dislike": "Đã chọn Chưa đúng", "chatbot conversation": "Cuộc hỏi đáp",
    "Close": "Đóng", "Remove": "Bỏ", "Scroll to bottom": "Xuống cuối", "Overflow menu": "Các thẻ khác",
  };
  function name(el) {
    var label = el.getAttribute("aria-label");
    if (NAMES[label]) {
      el.setAttribute("aria-label", NAMES[label]);
      if (el.title) el.title = NAMES[label];
    } else if (/^(user|bot)'s message/.test(label)) {
      el.setAttribute("aria-label", label[0] === "u" ? "Câu hỏi của bạn" : "Câu trả lời");
    }
  }
  new MutationObserver(function (changes) {
    changes.forEach(function (c) {
      if (c.type === "attributes") { name(c.target); return; }
      c.addedNodes.forEach(function (node) {
        if (!(node instanceof Element)) return;
        if (node.hasAttribute("aria-label")) name(node);
        node.querySelectorAll("[aria-label]").forEach(name);
      });
    });
  }).observe(document.documentElement, { childList: true, subtree: true, attributes: true, attributeFilter: ["aria-label"] });

  window.troLy = {
    hien: function (url) {
      if (!window.matchMedia("(min-width: 1100px)").matches) return;
      if (url) { trail = []; open(url, false); } else { close(); }
    },
    chep: function (text) { if (text) copy(text); },
    tai: save,
  };
})();
