"""The mathematics, in torch: tensors in, tensors out; knows neither files nor the window."""
