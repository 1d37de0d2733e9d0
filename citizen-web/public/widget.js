// Puts OneCall on any page: <script src="https://…/widget.js" async></script>. A button in a root of its own; nothing else
// is loaded before somebody presses it. Nothing newer than ECMAScript 2015 (old telephones), no style in an attribute
// (pages that allow none of others).
// data-side="left" other corner · data-lang="en" or "zh-Hant" · data-color="#0a5" the house's own colour · data-label="…" other words
(() => {
  const script = document.currentScript;
  if (!(script instanceof HTMLScriptElement) || document.getElementById('onecall-widget')) return;
  const origin = new URL(script.src).origin;
  const given = script.dataset;
  const isLeft = given.side === 'left';
  const lang = given.lang || document.documentElement.lang || navigator.language || 'zh';
  const tongue = /^en\b/i.test(lang) ? 'en' : /^(zh-(hant|hk|tw|mo)|yue)\b/i.test(lang) ? 'zh-Hant' : 'zh';
  const words = {
    zh: { label: '在线咨询', news: '有新答复' },
    'zh-Hant': { label: '在線諮詢', news: '有新答覆' },
    en: { label: 'Ask the city', news: 'new answer' },
  }[tongue];
  const label = given.label || words.label;
  const news = words.news;

  /**
   * @template {keyof HTMLElementTagNameMap} T
   * @param {T} tag
   * @param {Partial<CSSStyleDeclaration>} styles set one by one: a page's policy forbids what stands in an attribute
   */
  function make(tag, styles) {
    return dress(document.createElement(tag), styles);
  }
  /**
   * @template {HTMLElement} E
   * @param {E} element
   * @param {Partial<CSSStyleDeclaration>} styles
   */
  function dress(element, styles) {
    Object.assign(element.style, styles);
    return element;
  }

  const host = make('div', { position: 'fixed', bottom: '20px', zIndex: '2147483000' });
  host.id = 'onecall-widget';
  dress(host, isLeft ? { left: '20px' } : { right: '20px' });
  const root = host.attachShadow ? host.attachShadow({ mode: 'open' }) : host;
  const button = make('button', {
    font: '600 16px/1.4 system-ui, sans-serif',
    minHeight: '48px',
    padding: '0 20px',
    border: '2px solid #fff',
    borderRadius: '24px',
    color: '#fff',
    background: given.color || '#155a8a',
    boxShadow: '0 4px 16px rgba(0, 0, 0, 0.25)',
    cursor: 'pointer',
  });
  button.type = 'button';
  button.textContent = label;
  button.setAttribute('aria-expanded', 'false');
  root.appendChild(button);

  /** @type {HTMLIFrameElement | undefined} */
  let frame;
  /** @param {boolean} isOpen */
  function show(isOpen) {
    if (isOpen && !frame) {
      frame = make('iframe', {
        position: 'fixed',
        bottom: '12px',
        width: 'min(26rem, calc(100vw - 24px))',
        height: 'min(42rem, calc(100vh - 24px))',
        border: '0',
        borderRadius: '14px',
        boxShadow: '0 6px 24px rgba(0, 0, 0, 0.22)',
      });
      dress(frame, isLeft ? { left: '12px' } : { right: '12px' });
      frame.title = label;
      frame.allow = 'microphone; autoplay; geolocation; camera';
      frame.src = `${origin}/widget?lang=${tongue}`;
      root.appendChild(frame);
    }
    if (frame) frame.style.display = isOpen ? 'block' : 'none';
    button.style.display = isOpen ? 'none' : '';
    button.setAttribute('aria-expanded', String(isOpen));
    button.textContent = label;
    if (isOpen && frame) frame.focus();
    else button.focus();
  }
  // Browsers that public/old-browser.js knows by the same sign: the plain pages stand in no frame of others.
  const isOld = !('toSorted' in Array.prototype);
  button.addEventListener('click', () => {
    const plain = `${origin}/plain?lang=${tongue}`;
    if (!isOld) show(true);
    else if (!window.open(plain)) location.assign(plain);
  });

  window.addEventListener('message', (event) => {
    const told = event.data || {};
    if (!frame || event.source !== frame.contentWindow || event.origin !== origin) return;
    if (told.from !== 'onecall') return;
    if (told.what === 'close') show(false);
    if (told.what === 'theme')
      frame.style.colorScheme = /^(light|dark)$/.test(told.theme) ? told.theme : 'light dark';
    if (told.what === 'answer' && frame.style.display === 'none') button.textContent = `${label} · ${news}`;
  });

  function add() {
    document.body.appendChild(host);
  }
  if (document.body) add();
  else document.addEventListener('DOMContentLoaded', add);
})();
