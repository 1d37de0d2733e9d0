// For browsers too old for our scripts (see `build.target`): the same page without scripts, with the number, code or id
// that the address names. All of them lack this one function; else nothing would be seen but white. Written for browsers
// of ten years ago.
var script = document.querySelector('script[data-plain]');
if (script && !('toSorted' in Array.prototype))
  location.replace(script.getAttribute('data-plain') + location.search);
