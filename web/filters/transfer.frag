/*{
  "name": "transfer",
  "about": "Brings the person into the light of the scene: mean and spread of their colours go towards those of the background (Reinhard et al. 2001). Skin takes its brightness and keeps its hue.",
  "kind": "point",
  "survey": true,
  "params": {
    "strength": {"default": 0.35, "min": 0.0, "max": 1.0, "about": "0 the person as they are, 1 the colours of the scene"},
    "skin":     {"default": 0.75, "min": 0.0, "max": 1.0, "about": "0 skin is coloured like all else, 1 it keeps its hue"}
  }
}*/
// E. Reinhard, M. Ashikhmin, B. Gooch, P. Shirley: Color Transfer between Images, IEEE CG&A 21(5), 2001. Logarithms are to
// the base of two here, so that lightness is in stops.
const mat3 transfer_to_lms = mat3(0.3811, 0.1967, 0.0241, 0.5783, 0.7244, 0.1288, 0.0402, 0.0782, 0.8444);
const mat3 transfer_from_lms = mat3(4.4679, -1.2186, 0.0497, -3.5873, 2.3809, -0.2439, 0.1193, -0.1624, 1.2045);
const mat3 transfer_to_lab = mat3(0.57735, 0.40825, 0.70711, 0.57735, 0.40825, -0.70711, 0.57735, -0.81650, 0.0);
const float transfer_black = 0.015;          // darker than this is not told apart: its logarithm would outweigh all else
const vec2 transfer_spread = vec2(0.70, 1.30);  // a person keeps this much of their own contrast, and gains no more
const vec3 transfer_most = vec3(1.10, 0.30, 0.20);  // how far the mean may move: lightness, yellow to blue, red to green
const float transfer_cells = 16.0;
const int transfer_count = 16;
const float transfer_someone = 0.01;
const vec3 transfer_luma = vec3(0.299, 0.587, 0.114);
const vec2 transfer_skin_middle = vec2(-0.075, 0.095);  // of Cb and Cr
const vec2 transfer_skin_reach = vec2(0.115, 0.105);

vec3 transfer_lms(vec3 rgb) {
  return log2(max(transfer_to_lms * rgb, vec3(transfer_black)));
}

// Four tiles of cells: the person's sum of Lab and of its squares, the scene's sums; alpha is the weight.
vec4 transfer_gather(vec2 uv) {
  float tile = floor(uv.x * 4.0);
  vec2 cell = vec2(fract(uv.x * 4.0), uv.y);
  vec4 sum = vec4(0.0);
  for (int tap = 0; tap < 4; tap++) {
    vec2 at = cell + (vec2(tap & 1, tap >> 1) - 0.5) * 0.5 / transfer_cells;
    bool isPerson = tile < 2.0;
    vec3 lab = transfer_to_lab * transfer_lms(isPerson ? texture(u_frame, at).rgb : scene(at));
    float weight = isPerson ? matte_at(at) : 1.0;
    bool isSquare = mod(tile, 2.0) > 0.5;
    sum += vec4(isSquare ? lab * lab : lab, 1.0) * weight;
  }
  return sum;
}

vec4 transfer_sum(sampler2D image, vec2 uv) {
  int tile = int(uv.x * 4.0);
  vec4 sum = vec4(0.0);
  for (int y = 0; y < transfer_count; y++) {
    for (int x = 0; x < transfer_count; x++) sum += texelFetch(image, ivec2(tile * transfer_count + x, y), 0);
  }
  vec4 before = texelFetch(u_survey, ivec2(tile, 0), 0);
  // Where nobody is there is nothing to learn.
  if (sum.a < transfer_someone * transfer_cells * transfer_cells * 4.0) return before;
  return mix(before, vec4(sum.rgb / sum.a, 1.0), before.a > 0.5 ? u_share : 1.0);
}

vec4 transfer_survey(sampler2D image, vec2 uv) {
  return u_pass == 0 ? transfer_gather(uv) : transfer_sum(image, uv);
}

// The line in log LMS that all colours are moved by: matrix, and offset in the last column.
mat4 transfer_once() {
  vec3 mean = texelFetch(u_survey, ivec2(0, 0), 0).rgb;
  vec3 square = texelFetch(u_survey, ivec2(1, 0), 0).rgb;
  vec3 sceneMean = texelFetch(u_survey, ivec2(2, 0), 0).rgb;
  vec3 sceneSquare = texelFetch(u_survey, ivec2(3, 0), 0).rgb;
  vec3 spread = sqrt(max(square - mean * mean, 0.002));
  vec3 sceneSpread = sqrt(max(sceneSquare - sceneMean * sceneMean, 0.002));
  vec3 gain = mix(vec3(1.0), clamp(sceneSpread / spread, transfer_spread.x, transfer_spread.y), transfer_strength);
  vec3 shift = transfer_strength * (sceneMean - mean);
  shift = transfer_most * tanh(shift / transfer_most);
  mat3 scale = mat3(gain.x, 0.0, 0.0, 0.0, gain.y, 0.0, 0.0, 0.0, gain.z);
  // The matrix of Lab is orthogonal.
  mat3 line = transpose(transfer_to_lab) * scale * transfer_to_lab;
  vec3 offset = transpose(transfer_to_lab) * (mean + shift - gain * mean);
  return mat4(vec4(line[0], 0.0), vec4(line[1], 0.0), vec4(line[2], 0.0), vec4(offset, 0.0));
}

vec4 transfer(vec4 color, vec2 uv) {
  vec3 moved = exp2(mat3(transfer_held) * transfer_lms(color.rgb) + transfer_held[3].xyz);
  vec3 rgb = clamp(transfer_from_lms * moved, 0.0, 1.0);
  float luma = dot(color.rgb, transfer_luma);
  vec2 chroma = vec2(0.564 * (color.b - luma), 0.713 * (color.r - luma));
  vec2 off = (chroma / max(luma, 0.25) * 0.55 - transfer_skin_middle) / transfer_skin_reach;
  float isSkin = exp(-dot(off, off));
  vec3 kept = color.rgb * dot(rgb, transfer_luma) / max(luma, transfer_black);
  return vec4(clamp(mix(rgb, kept, transfer_skin * isSkin), 0.0, 1.0), color.a);
}
