// For browsers that know no modules: the same page without scripts, with the number, code or id that the address names.
var script = document.currentScript;
if (script) location.replace(script.getAttribute('data-plain') + location.search);
