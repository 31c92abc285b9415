/*{
  "name": "follow",
  "about": "How far each place of the picture has moved since the frame before (Lucas and Kanade, 1981, on a small picture), and how well that explains it. It gives x and y, in steps of its own cells, the trust, and for how long the place has stood still.",
  "kind": "matte",
  "passes": [{"scale": 0.25}, {"scale": 0.25}],
  "params": {
    "same":  {"default": 0.010, "min": 0.0,   "max": 0.1, "about": "mean change of colour up to which a place is the same; above a camera's noise"},
    "other": {"default": 0.035, "min": 0.011, "max": 0.5, "about": "mean change of colour from which it is another"}
  }
}*/
const vec3 follow_luma = vec3(0.299, 0.587, 0.114);
const float follow_wide = 0.6;       // chroma counts more than it spans: of blue and red less luma
const float follow_noise = 0.0004;   // squared luma to a cell: less contrast than this tells of no motion
const float follow_farthest = 1.9;   // cells; what moves faster is not followed
const float follow_gain = 0.004;     // by which a motion must explain the picture better than none
const float follow_codes = 64.0;     // steps to a cell
const float follow_zero = 128.0;
const int follow_rounds = 3;
const float follow_still = 1.0 / 12.0;  // of what stands still, a frame: after so many it is sure

// Luma and chroma, mean over a cell: sixteen samples of a picture that is ten times as wide.
vec4 follow_see(vec2 uv) {
  vec3 sum = vec3(0.0);
  for (int y = 0; y < 4; y++)
    for (int x = 0; x < 4; x++)
      sum += texture(u_frame, uv + (vec2(x, y) - 1.5) * 0.25 / u_size).rgb;
  vec3 mean = sum / 16.0;
  float luma = dot(mean, follow_luma);
  return vec4(luma, 0.5 + follow_wide * (mean.b - luma), 0.5 + follow_wide * (mean.r - luma), 1.0);
}

vec4 follow_follow(sampler2D image, vec2 uv) {
  vec2 cell = 1.0 / u_size;
  vec3 now[25];
  for (int i = 0; i < 25; i++)
    now[i] = texture(image, uv + vec2(i % 5 - 2, i / 5 - 2) * cell).rgb;
  vec2 slope[9];
  float xx = follow_noise, xy = 0.0, yy = follow_noise, still = 0.0;
  for (int i = 0; i < 9; i++) {
    int at = (i / 3 + 1) * 5 + i % 3 + 1;
    slope[i] = 0.5 * vec2(now[at + 1].r - now[at - 1].r, now[at + 5].r - now[at - 5].r);
    xx += slope[i].x * slope[i].x;
    xy += slope[i].x * slope[i].y;
    yy += slope[i].y * slope[i].y;
    still += distance(now[at], texture(u_past, uv + vec2(i % 3 - 1, i / 3 - 1) * cell).rgb);
  }
  vec2 moved = vec2(0.0);
  float error = still / 9.0;
  for (int turn = 0; turn < follow_rounds; turn++) {
    vec2 sum = vec2(0.0);
    float apart = 0.0;
    for (int i = 0; i < 9; i++) {
      vec3 past = texture(u_past, uv + (vec2(i % 3 - 1, i / 3 - 1) - moved) * cell).rgb;
      vec3 change = now[(i / 3 + 1) * 5 + i % 3 + 1] - past;
      sum -= slope[i] * change.r;
      apart += length(change);
    }
    error = apart / 9.0;
    if (turn == follow_rounds - 1 || still / 9.0 < follow_same) break;
    vec2 further = vec2(yy * sum.x - xy * sum.y, xx * sum.y - xy * sum.x) / (xx * yy - xy * xy);
    moved = clamp(moved + further, -follow_farthest, follow_farthest);
  }
  if (error > still / 9.0 - follow_gain) {
    moved = vec2(0.0);
    error = still / 9.0;
  }
  float trust = 1.0 - smoothstep(follow_same, follow_other, error);
  float rest = moved == vec2(0.0) ? trust * min(1.0, texture(u_flow, uv).a + follow_still) : 0.0;
  return vec4(floor(moved * follow_codes + follow_zero + 0.5) / 255.0, trust, rest);
}

vec4 follow(sampler2D image, vec2 uv) {
  return u_pass == 0 ? follow_see(uv) : follow_follow(image, uv);
}
