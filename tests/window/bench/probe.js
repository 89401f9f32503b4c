// Measures in the page: how soon a key is answered, how soon a screen stands. Put in once; the parts ask it.
window.pace ??= (() => {
  /** What goes on by itself: keys that are plugged in, the clock of the sign-in. */
  const LIVE = "[data-test='tokens'], .clock"
  const pace = { begun: 0, answered: 0, last: 0, on: false }
  /** Runs when the frame that comes now has been painted. */
  const painted = (run) =>
    requestAnimationFrame(() => {
      const channel = new MessageChannel()
      channel.port1.onmessage = () => run(performance.now())
      channel.port2.postMessage(0)
    })
  let waiting = false
  const change = () => {
    if (!pace.on || waiting) return
    waiting = true
    painted((now) => {
      waiting = false
      if (!pace.answered) pace.answered = now
      pace.last = now
    })
  }
  const isLive = (node) => (node.nodeType === 1 ? node : node.parentElement)?.closest?.(LIVE)
  new MutationObserver((records) => records.some((one) => !isLive(one.target)) && change()).observe(document, {
    subtree: true, childList: true, attributes: true, characterData: true,
  })
  for (const kind of ['input', 'focusin', 'selectionchange', 'scroll', 'load']) document.addEventListener(kind, change, true)
  pace.begin = (at) => Object.assign(pace, { begun: at, answered: 0, last: 0, on: true })
  addEventListener('keydown', (event) => pace.armed && !/^(Alt|Control|Shift)$/.test(event.key) && pace.begin(event.timeStamp), true)
  /** Milliseconds from the key to its answer; none when nothing changed while patience lasted. */
  pace.answer = async () => {
    for (const until = performance.now() + 1500; performance.now() < until; await new Promise((go) => setTimeout(go, 5))) {
      if (pace.begun && pace.answered) return pace.answered - pace.begun
    }
    return null
  }
  /** Milliseconds from the beginning to the last change before the page stood still. */
  pace.stood = async () => {
    for (const until = performance.now() + 10000; performance.now() < until; await new Promise((go) => setTimeout(go, 20))) {
      if (pace.last && performance.now() - pace.last > 400) break
    }
    pace.on = false
    return pace.last ? pace.last - pace.begun : null
  }
  return pace
})()
