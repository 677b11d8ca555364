// Sends a browser that cannot run the application to a plain page that says what to do. Written for any browser.
(function () {
  var able = "noModule" in document.createElement("script") && window.structuredClone && Object.hasOwn &&
    Array.prototype.findLast && window.ResizeObserver && window.BigInt && window.WebSocket;
  if (!able) window.location.replace("/kdj/outdated.html");
})();
