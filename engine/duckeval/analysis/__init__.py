"""What SQL cannot do: arrays in, arrays out."""
