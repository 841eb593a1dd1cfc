// The numbers of a layer, in the order in which they are shown.
import { words } from "../language";
import type { Of } from "../protocol";

export const NUMBERS: Of[] = ["output", "params", "macs", "flops"];

export const named = words(
  { output: "Output", params: "Params", macs: "MACs", flops: "FLOPs" },
  { output: "输出", params: "参数", macs: "MACs", flops: "FLOPs" },
);
