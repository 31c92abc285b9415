/*{
  "name": "blend",
  "about": "Takes the matte from sure to sure, and steadies it over time: small changes are flicker and are averaged, large ones are motion and are taken at once, so nothing trails.",
  "kind": "matte",
  "params": {
    "low":   {"default": 0.25, "min": 0.0,  "max": 0.49, "about": "what the model gives up to this is the room"},
    "high":  {"default": 0.75, "min": 0.51, "max": 1.0,  "about": "what it gives from this on is the person"},
    "keep":  {"default": 0.60, "min": 0.0,  "max": 0.95, "about": "share of the matte before in one that stands still; 0 keeps nothing"},
    "small": {"default": 0.08, "min": 0.0,  "max": 0.5,  "about": "change up to which it is flicker"},
    "large": {"default": 0.60, "min": 0.51, "max": 1.0,  "about": "change from which it is motion"}
  }
}*/
vec4 blend(sampler2D image, vec2 uv) {
  float fresh = clamp((texture(image, uv).r - blend_low) / (blend_high - blend_low), 0.0, 1.0);
  float before = texture(u_matte, uv).r;
  float motion = clamp((abs(fresh - before) - blend_small) / (blend_large - blend_small), 0.0, 1.0);
  return vec4(mix(fresh, before, blend_keep * (1.0 - motion)));
}
