/*{
  "name": "person",
  "about": "The person's own colour near each place, then the room's: edges mix them. Alpha is how much of each is near.",
  "kind": "matte",
  "passes": [{"scale": 0.25}, {"scale": 0.25}],
  "params": {
    "sure": {"default": 0.8, "min": 0.0, "max": 0.99, "about": "matte below which a colour is not believed to be the person's; the room's is below one minus this"}
  }
}*/
const int person_reach = 6;        // cells of the half matte across; this one's middle is where four of them meet
const float person_spread = 0.18;  // how fast a cell counts for less, to its squared distance
const float person_hint = 0.01;    // of what is not sure: there is a colour where nothing is, for what lies between two cells
const float person_least = 0.0001;

vec4 person(sampler2D image, vec2 uv) {
  vec2 cell = 1.0 / vec2(textureSize(image, 0));
  vec4 sum = vec4(0.0);
  float all = 0.0;
  for (int y = 0; y < person_reach; y++) {
    for (int x = 0; x < person_reach; x++) {
      vec2 away = vec2(x, y) - 0.5 * float(person_reach - 1);
      vec4 seen = texture(image, uv + away * cell);
      float share = u_pass == 0 ? seen.a : 1.0 - seen.a;
      float counts = exp(-person_spread * dot(away, away));
      float weight = counts * (max(share - person_sure, 0.0) / (1.0 - person_sure) + person_hint * share);
      sum += vec4(seen.rgb, 1.0) * weight;
      all += counts;
    }
  }
  return vec4(sum.rgb / max(sum.a, person_least), sum.a / all);
}
