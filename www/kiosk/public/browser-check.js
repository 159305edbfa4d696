/*
 * Tells whether this browser can show the page, before the page's own script is tried. Until it has, and whenever it finds that it
 * cannot, the page shows what stands in it: what to do.
 *
 * Browsers of any age run this, Internet Explorer too. So it is written as one wrote in 2009, and is not built.
 */
(function () {
  var root = document.documentElement;

  /* Shows what to do. The page's own script, should it run all the same, leaves the page alone then. */
  function refuse() {
    root.setAttribute("data-page", "refused");
  }

  /* What Chromium 86 has and Chromium 85 lacks, and what all of the page stands on. */
  var isNewEnough =
    !!window.Element &&
    !!window.Element.prototype.replaceChildren &&
    !!window.customElements &&
    typeof WebAssembly === "object" &&
    typeof Worker === "function";
  if (!isNewEnough) {
    refuse();
    return;
  }

  root.setAttribute("data-page", "starting");

  function refuseUnlessRunning() {
    if (root.getAttribute("data-page") === "starting") refuse();
  }

  /* A script that cannot be read or fails at once; a picture that is missing is no reason. It is caught on its way down, because the
     message of a file that is missing does not come up again. */
  window.addEventListener(
    "error",
    function (event) {
      if (event.target === window || (event.target && event.target.nodeName === "SCRIPT")) refuseUnlessRunning();
    },
    true
  );
  /* Modules have run by now. One that has not was cut off, or is of a kind that this browser leaves alone. */
  document.addEventListener("DOMContentLoaded", refuseUnlessRunning);
})();
