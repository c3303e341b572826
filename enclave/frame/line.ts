/** One line of text, perhaps a bar, and buttons. All that the frame ever draws, so that it needs no renderer. */

/** A button. */
export interface Action {
  label: string;
  /** What it is, where its label changes. */
  name?: string;
  tone?: "primary" | "quiet";
  /** Runs inside the click or key press. */
  run(): void;
}

/** What is drawn. */
export interface Line {
  /** Read out when it changes. */
  text: string;
  /** Seen in its place, and not read out. */
  unread?: string;
  /** Without numbers it only says that work goes on. */
  bar?: { label: string; done?: number; total?: number };
  actions: readonly Action[];
}

/** A place for one line. */
export interface LinePlace {
  /** @param fresh its buttons are for something else than before: a press that began on those before is void */
  draw(line: Line, fresh: boolean): void;
  clear(): void;
}

function element<K extends keyof HTMLElementTagNameMap>(
  tag: K,
  className: string,
  ...children: Node[]
): HTMLElementTagNameMap[K] {
  const made = document.createElement(tag);
  made.className = className;
  made.append(...children);
  return made;
}

/** Lets an element have these children, and leaves alone those that it has already. */
function setChildren(parent: Element, children: readonly Node[]): void {
  const same = parent.childNodes.length === children.length && children.every((c, i) => c === parent.childNodes[i]);
  if (!same) parent.replaceChildren(...children);
}

function setText(node: Element, text: string): void {
  if (node.textContent !== text) node.textContent = text;
}

/** An empty place. */
export function createLine(root: Element): LinePlace {
  const read = element("span", "");
  const unread = element("span", "");
  unread.ariaHidden = "true";
  const status = element("p", "", read, unread);
  status.role = "status";
  status.ariaLive = "polite";
  const bar = element("progress", "");
  const buttons = element("div", "frame-actions");
  const place = element("div", "frame-line", status, buttons);
  let drawn: { name: string; button: HTMLButtonElement }[] = [];

  return {
    draw({ text, unread: seen = "", bar: progress, actions }, fresh) {
      setText(read, text);
      read.className = seen ? "visually-hidden" : "";
      setText(unread, seen);
      if (progress) {
        const { label, done, total = 1 } = progress;
        bar.ariaLabel = label;
        bar.max = total;
        if (done === undefined) bar.removeAttribute("value");
        else bar.value = done;
      }
      const before = fresh ? [] : drawn;
      drawn = actions.map(({ label, name = label, tone = "", run }) => {
        const button = before.find((one) => one.name === name)?.button ?? element("button", tone);
        button.type = "button";
        button.onclick = run;
        setText(button, label);
        return { name, button };
      });
      setChildren(
        buttons,
        drawn.map(({ button }) => button),
      );
      setChildren(place, progress ? [status, bar, buttons] : [status, buttons]);
      setChildren(root, [place]);
    },
    clear() {
      drawn = [];
      buttons.replaceChildren();
      root.replaceChildren();
    },
  };
}
