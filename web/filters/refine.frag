/*{
  "name": "refine",
  "about": "Moves the matte's edge to the edge in the picture: the fast guided filter (He and Sun, arXiv:1505.00996) with the frame's luma as its guide.",
  "kind": "matte",
  "passes": [
    {"scale": 0.5, "format": "half"},
    {"scale": 0.25, "format": "codes"}
  ],
  "params": {
    "noise": {"default": 0.0010, "min": 0.00001, "max": 0.1, "about": "variance of luma below which a place is plain and the matte is only smoothed"}
  }
}*/
const vec3 refine_luma = vec3(0.299, 0.587, 0.114);
const float refine_cut = 0.20;        // alpha below this is nothing, above one minus this is all
const float refine_steepest = 3.99;
const float refine_step = 8192.0;     // codes to one unit: coefficients are held to -4..4 in 16 bits
const float refine_zero = 32768.0;
const float refine_level = 0.50196;   // high byte of the code of zero
const float refine_exact = 0.0005;

// Two numbers in four bytes. Decoding is linear, so the texture unit's interpolation stays right, at a third of the
// price of half floats on a CPU.
vec4 refine_pack(vec2 value) {
  vec2 code = floor(clamp(value, -refine_steepest, refine_steepest) * refine_step + refine_zero + 0.5);
  vec2 high = floor(code / 256.0);
  vec2 low = code - high * 256.0;
  return vec4(high.x, low.x, high.y, low.y) / 255.0;
}

vec2 refine_unpack(vec4 bytes) {
  return (bytes.xz * 65280.0 + bytes.yw * 255.0 - refine_zero) / refine_step;
}

// Luma and matte less a half, so that a plain matte has no covariance, not even a rounded one.
vec4 refine_moments(vec2 uv) {
  vec2 quarter = 0.25 / u_size;
  float luma = 0.25 * dot(refine_luma,
      texture(u_frame, uv - quarter).rgb + texture(u_frame, uv + quarter).rgb +
      texture(u_frame, uv + vec2(quarter.x, -quarter.y)).rgb +
      texture(u_frame, uv + vec2(-quarter.x, quarter.y)).rgb) - 0.5;
  float matte = texture(u_matte, uv).r - 0.5;
  return vec4(luma, matte, luma * matte, luma * luma);
}

// The line from luma to matte that fits best over 4x4 cells: four taps, each between four of them.
vec4 refine_fit(sampler2D image, vec2 uv) {
  vec2 cell = 1.0 / vec2(textureSize(image, 0));
  vec4 mean = 0.25 * (texture(image, uv - cell) + texture(image, uv + cell) +
      texture(image, uv + vec2(cell.x, -cell.y)) + texture(image, uv + vec2(-cell.x, cell.y)));
  float covariance = mean.z - mean.x * mean.y;
  float variance = max(mean.w - mean.x * mean.x, 0.0);
  float slope = clamp(covariance / (variance + refine_noise), -refine_steepest, refine_steepest);
  return refine_pack(vec2(slope, mean.y - slope * mean.x));
}

vec4 refine(sampler2D image, vec2 uv) {
  return u_pass == 0 ? refine_moments(uv) : refine_fit(image, uv);
}

float refine_alpha(vec3 color, vec4 bytes) {
  vec2 line = refine_unpack(bytes);
  float alpha = line.x * (dot(refine_luma, color) - 0.5) + line.y + 0.5;
  return clamp((alpha - refine_cut) / (1.0 - 2.0 * refine_cut), 0.0, 1.0);
}

// Alpha where it is the same for every colour, -1 where it is not.
float refine_plain(vec4 bytes) {
  bool plain = bytes.y < refine_exact && abs(bytes.x - refine_level) < refine_exact;
  return plain ? refine_alpha(vec3(0.5), bytes) : -1.0;
}
