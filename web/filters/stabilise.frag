/*{
  "name": "stabilise",
  "about": "Takes the matte from sure to sure, and steadies it over time: where the picture stayed or moved as a whole, the matte goes with it and its changes are flicker; where the picture is another, the new matte is taken at once and nothing trails.",
  "kind": "matte",
  "params": {
    "low":   {"default": 0.25, "min": 0.0,  "max": 0.49, "about": "what the model gives up to this is the room"},
    "high":  {"default": 0.75, "min": 0.51, "max": 1.0,  "about": "what it gives from this on is the person"},
    "keep":  {"default": 0.80, "min": 0.0,  "max": 0.95, "about": "share of the matte before where the picture is the same; 0 keeps nothing"}
  }
}*/
const float stabilise_codes = 64.0;  // of flow
const float stabilise_zero = 128.0;

vec4 stabilise(sampler2D image, vec2 uv) {
  float fresh = clamp((texture(image, uv).r - stabilise_low) / (stabilise_high - stabilise_low), 0.0, 1.0);
  vec4 flow = texture(u_flow, uv);
  vec2 moved = (flow.rg * 255.0 - stabilise_zero) / stabilise_codes / vec2(textureSize(u_flow, 0));
  float before = texture(u_matte, uv - moved).r;
  return vec4(mix(fresh, before, stabilise_keep * flow.b));
}
