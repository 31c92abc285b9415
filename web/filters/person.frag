/*{
  "name": "person",
  "about": "The person's own colour near each place, for edges in which the room's is mixed; alpha is how much of them is near.",
  "kind": "matte",
  "passes": [{"scale": 0.25}],
  "params": {
    "sure": {"default": 0.6, "min": 0.0, "max": 0.99, "about": "matte below which a colour is not believed to be the person's"}
  }
}*/
const float person_apart = 0.7;  // of a texel between taps
const float person_least = 0.001;

vec4 person(sampler2D image, vec2 uv) {
  vec2 texel = person_apart / u_size;
  vec4 sum = vec4(0.0);
  for (int y = -1; y <= 1; y++) {
    for (int x = -1; x <= 1; x++) {
      vec2 at = uv + vec2(x, y) * texel;
      float weight = max(texture(u_matte, at).r - person_sure, 0.0);
      sum += vec4(texture(u_frame, at).rgb, 1.0) * weight;
    }
  }
  return vec4(sum.rgb / max(sum.a, person_least), sum.a / (9.0 * (1.0 - person_sure)));
}
