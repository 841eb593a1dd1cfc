// The picture of the operation, whose code is loaded with the first one.
import { useErrorBoundary } from "preact/hooks";
import { ask } from "../asking";
import { words } from "../language";
import { picture, useLoaded } from "../parts";
import type { Subject } from "../protocol";

const say = words(
  { title: "Picture of the operation", undrawn: "It could not be drawn: a mistake of ours." },
  { title: "运算图示", undrawn: "无法绘制：这是我们的错误。" },
);

export function Picture({ subject, layer }: { subject: Subject; layer: string }) {
  const part = useLoaded(picture);
  const [failed] = useErrorBoundary(console.error);
  return (
    <div class="drawing" data-drawing="picture">
      <h3>{say("title")}</h3>
      {failed ? (
        <p class="muted">{say("undrawn")}</p>
      ) : (
        part && <part.PictureOf subject={subject} layer={layer} ask={ask} />
      )}
    </div>
  );
}
