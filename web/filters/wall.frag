/*{
  "name": "wall",
  "about": "A picture behind the person, as large as covers the view, its shape kept; or one colour.",
  "kind": "background",
  "every": 0,
  "depth": 0.015,
  "params": {
    "picture": {"type": "picture", "default": "", "about": "its name; nothing shows the colour alone"},
    "colour":  {"type": "colour", "default": "#3a4254", "about": "where there is no picture, or one can see through it"}
  }
}*/
vec4 wall(sampler2D image, vec2 uv) {
  vec2 size = vec2(textureSize(wall_picture, 0));
  // Pixels of the view to one of the picture: the larger side goes over the edge.
  float larger = max(u_size.x / size.x, u_size.y / size.y);
  vec2 at = 0.5 + (uv - 0.5) * u_size / (larger * size);
  vec4 over = textureLod(wall_picture, at, max(-log2(larger), 0.0));
  return vec4(over.rgb + wall_colour * (1.0 - over.a), 1.0);
}
