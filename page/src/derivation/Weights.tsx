// The weights of a layer, each with its shape and how many numbers it is.
import { words } from "../language";
import type { Why } from "../protocol";
import { count, shape } from "../rows";

const say = words(
  {
    weights: "Weights",
    name: "Name",
    shape: "Shape",
    size: "Numbers",
    buffer: "not trained",
    same: "is {name}",
  },
  {
    weights: "权重",
    name: "名称",
    shape: "形状",
    size: "个数",
    buffer: "不训练",
    same: "即 {name}",
  },
);

export function Weights({ weights }: { weights: Why["weights"] }) {
  return (
    <table class="weights">
      <caption>{say("weights")}</caption>
      <thead>
        <tr>
          <th scope="col">{say("name")}</th>
          <th scope="col">{say("shape")}</th>
          <th scope="col">{say("size")}</th>
        </tr>
      </thead>
      <tbody>
        {weights.map((weight) => (
          <tr key={weight.name}>
            <th scope="row">
              {weight.name}
              {weight.buffer && <em>{say("buffer")}</em>}
              {weight.same_as && <em>{say("same", { name: weight.same_as })}</em>}
            </th>
            <td>{shape(weight.shape)}</td>
            <td>{count(weight.size)}</td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}
