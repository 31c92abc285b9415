/*{
  "name": "refine",
  "about": "Moves the matte's edge to the edge in the picture: the fast guided filter (He and Sun, arXiv:1505.00996) with the frame's colour as its guide, twice. After the passes below comes one at the frame's own size: alpha.",
  "kind": "matte",
  "passes": [
    {"scale": 0.5},
    {"scale": 0.5},
    {"scale": 0.5, "format": "codes"},
    {"scale": 0.5, "format": "codes"}
  ],
  "params": {
    "coarse": {"default": 0.001, "min": 0.00001, "max": 0.1, "about": "variance of colour below which a place is plain and the matte is only smoothed, the first time"},
    "fine":   {"default": 0.003, "min": 0.00001, "max": 0.1, "about": "the same, the second time"},
    "rest":   {"default": 0.90, "min": 0.0, "max": 0.95, "about": "share of the alpha before where the picture has stood still for a while: what a camera's noise does to it; 0 keeps nothing"}
  }
}*/
const float refine_cut = 0.20;       // alpha below this is nothing, above one minus this is all
const float refine_step = 32.0;      // codes to one unit: coefficients are held to -4..4 in a byte each
const float refine_zero = 128.0;
const float refine_exact = 0.0005;

// Where a colour was in the picture, how it went with the matte: all about one place.
struct refine_Line {
  vec3 slope;
  vec3 color;
  float matte;
};

float refine_sure(float alpha) {
  return clamp((alpha - refine_cut) / (1.0 - 2.0 * refine_cut), 0.0, 1.0);
}

// The frame's colour and the matte, side by side: the mean of four samples each a quarter of a cell away.
vec4 refine_see(vec2 uv) {
  vec2 quarter = 0.25 / u_size;
  vec3 color = 0.25 * (
      texture(u_frame, uv - quarter).rgb + texture(u_frame, uv + quarter).rgb +
      texture(u_frame, uv + vec2(quarter.x, -quarter.y)).rgb +
      texture(u_frame, uv + vec2(-quarter.x, quarter.y)).rgb);
  return vec4(color, texture(u_matte, uv).r);
}

// The line from colour to matte that fits best over 3x3 cells. Both less a half: a plain matte then has no covariance,
// not even a rounded one.
refine_Line refine_fit(sampler2D image, vec2 uv, float noise) {
  vec4 mean = vec4(0.0);
  vec3 both = vec3(0.0), square = vec3(0.0), cross = vec3(0.0);
  for (int y = -1; y <= 1; y++) {
    for (int x = -1; x <= 1; x++) {
      vec4 cell = texture(image, uv + vec2(x, y) / u_size) - 0.5;
      mean += cell;
      both += cell.rgb * cell.a;
      square += cell.rgb * cell.rgb;
      cross += cell.rrg * cell.gbb;
    }
  }
  mean /= 9.0;
  vec3 covariance = both / 9.0 - mean.rgb * mean.a;
  vec3 d = square / 9.0 - mean.rgb * mean.rgb + noise;
  vec3 o = cross / 9.0 - mean.rrg * mean.gbb;
  // The inverse of the symmetric matrix with diagonal d and rg, rb, gb beside it, by cofactors.
  vec3 first = vec3(d.g * d.b - o.z * o.z, o.y * o.z - o.x * d.b, o.x * o.z - o.y * d.g);
  vec3 second = vec3(first.y, d.r * d.b - o.y * o.y, o.x * o.y - d.r * o.z);
  vec3 third = vec3(first.z, second.z, d.r * d.g - o.x * o.x);
  float whole = dot(vec3(d.r, o.xy), first);
  vec3 slope = vec3(dot(first, covariance), dot(second, covariance), dot(third, covariance)) / whole;
  return refine_Line(slope, mean.rgb, mean.a);
}

vec4 refine_pack(vec4 value) {
  return clamp(floor(value * refine_step + refine_zero + 0.5), 0.0, 255.0) / 255.0;
}

vec4 refine_unpack(vec4 bytes) {
  return (bytes * 255.0 - refine_zero) / refine_step;
}

vec4 refine_mean(sampler2D image, vec2 uv) {
  vec4 sum = vec4(0.0);
  for (int y = -1; y <= 1; y++)
    for (int x = -1; x <= 1; x++)
      sum += texture(image, uv + vec2(x, y) / u_size);
  return floor(sum / 9.0 * 255.0 + 0.5) / 255.0;
}

// Most of a frame is all person or all room: there no colour is needed, and the branch pays on a CPU.
float refine_alpha(sampler2D image, vec2 uv) {
  vec4 bytes = texture(image, uv);
  vec4 line = refine_unpack(bytes);
  if (all(lessThan(abs(bytes.rgb - refine_zero / 255.0), vec3(refine_exact)))) return refine_sure(line.a + 0.5);
  float alpha = refine_sure(dot(line.rgb, texture(u_frame, uv).rgb - 0.5) + line.a + 0.5);
  return mix(alpha, texture(u_alpha, uv).r, refine_rest * texture(u_flow, uv).a);
}

vec4 refine(sampler2D image, vec2 uv) {
  if (u_pass == 0) return refine_see(uv);
  if (u_pass == 1) {
    refine_Line line = refine_fit(image, uv, refine_coarse);
    vec3 color = texture(image, uv).rgb;
    return vec4(color, refine_sure(dot(line.slope, color - 0.5 - line.color) + line.matte + 0.5));
  }
  if (u_pass == 2) {
    refine_Line line = refine_fit(image, uv, refine_fine);
    vec3 slope = refine_unpack(refine_pack(vec4(line.slope, 0.0))).rgb;
    // What the slope lost when it was rounded, the offset makes up for.
    return refine_pack(vec4(slope, line.matte - dot(slope, line.color)));
  }
  return u_pass == 3 ? refine_mean(image, uv) : vec4(refine_alpha(image, uv));
}
