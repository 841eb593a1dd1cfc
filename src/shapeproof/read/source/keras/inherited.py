"""What every layer and model of Keras has beside what shapes depend on."""

KEPT = (
    *("losses", "metrics", "optimizer", "loss", "metrics_names", "submodules", "variables"),
    *("weights", "trainable_weights", "non_trainable_weights", "trainable_variables"),
    *("non_trainable_variables", "compiled_loss", "compiled_metrics", "history", "stop_training"),
    *("dtype_policy", "variable_dtype", "input_spec", "activity_regularizer", "path", "stateful"),
    *("supports_masking", "jit_compile", "run_eagerly", "distribute_strategy", "input_dtype"),
    *("autocast", "build_from_config", "call_signature_parameters", "compute_output_spec"),
    *("from_config", "get_weights", "metrics_variables", "quantization_mode", "supports_jit"),
    *("load_own_variables", "save_own_variables", "quantized_build", "quantized_call"),
    *("rematerialized_call", "symbolic_call", "compile_from_config", "get_compile_config"),
    *("compiled", "compute_loss_and_updates", "export", "get_metrics_result", "to_json"),
    *("get_quantization_layer_structure", "get_state_tree", "set_state_tree", "jax_state_sync"),
    *("make_train_function", "make_test_function", "make_predict_function", "train_function"),
    *("test_function", "predict_function", "train_step", "test_step", "predict_step"),
    *("stateless_compute_loss", "steps_per_execution", "updates", "to_yaml", "save_spec"),
    *("inbound_nodes", "outbound_nodes", "_set_inputs", "_layers", "_is_compiled", "_dtype"),
)
"""What every layer and model of Keras has, and what no shape depends on."""
METHODS = (
    *("add_loss", "add_metric", "add_update", "compute_mask", "reset_states", "reset_state"),
    *("set_weights", "load_weights", "save", "save_weights", "compute_loss", "compute_metrics"),
    *("reset_metrics", "stateless_call", "track_variable", "untrack_variable", "set_dtype"),
)
"""Methods of them that give nothing a shape depends on."""
