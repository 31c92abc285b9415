/*{
  "name": "composite",
  "about": "Puts the person in front of the background; their edge loses the room's colour and takes the scene's light.",
  "kind": "point",
  "hides": true,
  "params": {
    "wrap":  {"default": 0.35, "min": 0.0, "max": 1.0, "about": "light of the scene on the person's edge; 0 none"},
    "clean": {"default": 0.80, "min": 0.0, "max": 1.0, "about": "how far the edge's colour is taken from inside the person; 0 leaves the room's in it"}
  }
}*/
vec4 composite(vec4 color, vec2 uv) {
  if (color.a >= 1.0) return color;
  vec3 behind = scene(uv);
  if (color.a <= 0.0) return vec4(behind, 0.0);
  float thin = 1.0 - color.a;
  vec4 near = texture(u_person, uv);
  vec3 person = mix(color.rgb, near.rgb, composite_clean * thin * step(0.02, near.a));
  person = mix(person, max(person, behind), composite_wrap * thin);
  return vec4(mix(behind, person, color.a), color.a);
}
