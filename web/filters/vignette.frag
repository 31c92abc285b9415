/*{
  "name": "vignette",
  "about": "Darkens the picture towards its corners, or takes them to a colour.",
  "kind": "point",
  "params": {
    "radius":   {"default": 0.45, "min": 0.0,  "max": 1.0, "about": "where it starts; 0 the middle, 1 the corners"},
    "softness": {"default": 0.60, "min": 0.01, "max": 1.0, "about": "width of the fade, same scale"},
    "amount":   {"default": 0.60, "min": 0.0,  "max": 1.0, "about": "0 changes nothing, 1 corners of that colour"},
    "colour":   {"type": "colour", "default": "#000000", "about": "what the corners become"}
  }
}*/
const float vignette_corner = 0.70711;  // middle to corner, in uv

vec4 vignette(vec4 color, vec2 uv) {
  float away = distance(uv, vec2(0.5)) / vignette_corner;
  float shade = smoothstep(vignette_radius, vignette_radius + vignette_softness, away);
  return vec4(mix(color.rgb, vignette_colour, vignette_amount * shade), color.a);
}
