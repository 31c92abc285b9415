/*{
  "name": "sticker",
  "about": "A picture laid over the view, or between the person and the room.",
  "kind": "point",
  "params": {
    "picture":  {"type": "picture", "default": "", "about": "its name; nothing draws nothing"},
    "at":       {"type": "vector", "default": [0.5, 0.5], "min": -0.5, "max": 1.5, "about": "where in the view its anchor lies; 0, 0 top left, 1, 1 bottom right"},
    "anchor":   {"type": "vector", "default": [0.5, 0.5], "min": 0.0, "max": 1.0, "about": "the point of the picture that lies there; 0, 0 its top left"},
    "size":     {"default": 0.25, "min": 0.01, "max": 2.0, "about": "its height, in heights of the view"},
    "rotation": {"default": 0.0, "min": -3.14159, "max": 3.14159, "about": "radians, clockwise, round the anchor"},
    "opacity":  {"default": 1.0, "min": 0.0, "max": 1.0, "about": "0 not seen, 1 as it is"},
    "behind":   {"default": 0.0, "min": 0.0, "max": 1.0, "about": "0 in front of the person, 1 behind them"}
  }
}*/
vec4 sticker(vec4 color, vec2 uv) {
  vec2 size = vec2(textureSize(sticker_picture, 0));
  // In heights of the view, from the anchor, turned back.
  vec2 away = (uv - sticker_at) * vec2(u_size.x / u_size.y, 1.0);
  float c = cos(sticker_rotation);
  float s = sin(sticker_rotation);
  vec2 at = vec2(c * away.x + s * away.y, c * away.y - s * away.x) / sticker_size * vec2(size.y / size.x, 1.0) +
      sticker_anchor;
  // A texel more on each side, so that its edge is as smooth as its inside.
  vec2 pixel = vec2(size.y / size.x, 1.0) / (sticker_size * u_size.y);
  if (size.x < 2.0 || any(lessThan(at, -pixel)) || any(greaterThan(at, 1.0 + pixel))) return color;
  vec4 over = textureLod(sticker_picture, at, max(log2(size.y * pixel.y), 0.0));
  vec2 inside = clamp(0.5 + min(at, 1.0 - at) / pixel, 0.0, 1.0);
  over *= inside.x * inside.y * sticker_opacity * (1.0 - sticker_behind * color.a);
  return vec4(over.rgb + color.rgb * (1.0 - over.a), color.a);
}
