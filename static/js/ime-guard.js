/* Input methods: while a word is being composed (pinyin half typed) nobody hears of it.
   Loaded before htmx and listening in the capture phase, so that `input changed delay:…` asks the
   server once for each finished word, and Enter that only picks a candidate submits nothing. */
(function () {
  "use strict";
  var composing = null;

  document.addEventListener("compositionstart", function (event) { composing = event.target; }, true);

  document.addEventListener("compositionend", function (event) {
    composing = null;
    event.target.dispatchEvent(new Event("input", { bubbles: true }));
  }, true);

  document.addEventListener("input", function (event) {
    if (event.isComposing || composing === event.target) { event.stopImmediatePropagation(); }
  }, true);

  ["keydown", "keypress", "keyup"].forEach(function (name) {
    document.addEventListener(name, function (event) {
      if (event.isComposing || event.keyCode === 229) {
        event.stopImmediatePropagation();
        if (event.key === "Enter") { event.preventDefault(); }
      }
    }, true);
  });
}());
