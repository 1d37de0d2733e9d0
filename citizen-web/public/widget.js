// Puts OneCall's chat on any page: <script src="https://…/widget.js" async></script>. No library, one frame.
// data-side="left" puts it in the other corner.
(() => {
  const script = document.currentScript;
  if (!(script instanceof HTMLScriptElement) || document.getElementById('onecall-widget')) return;
  const origin = new URL(script.src).origin;
  const side = script.dataset.side === 'left' ? 'left' : 'right';
  const frame = document.createElement('iframe');
  frame.id = 'onecall-widget';
  frame.src = `${origin}/widget`;
  const sizes = {
    closed: { width: '11rem', height: '3.5rem', bottom: '20px', [side]: '20px', borderRadius: '28px' },
    open: {
      width: 'min(26rem, calc(100vw - 24px))',
      height: 'min(42rem, calc(100vh - 24px))',
      bottom: '12px',
      [side]: '12px',
      borderRadius: '14px',
    },
  };
  Object.assign(frame.style, {
    position: 'fixed',
    zIndex: '2147483000',
    border: '0',
    overflow: 'hidden',
    colorScheme: 'light dark',
    boxShadow: '0 6px 24px rgb(0 0 0 / 0.22)',
    ...sizes.closed,
  });
  window.addEventListener('message', ({ source, origin: sender, data }) => {
    if (source !== frame.contentWindow || sender !== origin || data?.from !== 'onecall') return;
    frame.title = String(data.title);
    frame.style.colorScheme = data.theme === 'light' || data.theme === 'dark' ? data.theme : 'light dark';
    Object.assign(frame.style, data.isOpen ? sizes.open : sizes.closed);
  });
  const add = () => document.body.append(frame);
  if (document.body) add();
  else document.addEventListener('DOMContentLoaded', add);
})();
